package io.requant.pipeline.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.command.VerbException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;

/** On a real framework: what it does on a refresh is the point. */
class BundleOperationsTest {

  @TempDir Path directory;
  private Framework framework;
  private BundleOperations operations;

  @BeforeEach
  void start() throws BundleException {
    framework =
        new org.apache.felix.framework.FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    directory.resolve("cache").toString(),
                    Constants.FRAMEWORK_STORAGE_CLEAN,
                    Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
    framework.start();
    operations = new BundleOperations(framework.getBundleContext(), Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private Path jar(String name, String version, Map<String, String> more) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
    main.putValue(Constants.BUNDLE_VERSION, version);
    more.forEach(main::putValue);
    Path file = directory.resolve(name + "-" + version + ".jar");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.finish();
    }
    return file;
  }

  private Bundle installed(String name) throws IOException {
    return operations.install(jar(name, "1.0.0", Map.of()));
  }

  @Test
  void aBundleIsFoundByNameAndById() throws IOException {
    Bundle bundle = installed("backend.a");
    assertThat(operations.find("backend.a")).isEqualTo(bundle);
    assertThat(operations.find(Long.toString(bundle.getBundleId()))).isEqualTo(bundle);
    assertThatThrownBy(() -> operations.find("backend.b"))
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("backend.b");
    assertThatThrownBy(() -> operations.find("999")).hasMessageContaining("999");
  }

  @Test
  void aNameThatTwoRevisionsShareIsRefused() throws IOException {
    installed("backend.a");
    operations.install(jar("backend.a", "2.0.0", Map.of()));
    assertThatThrownBy(() -> operations.find("backend.a")).hasMessageContaining("give an id");
  }

  @Test
  void anUpdateStopsUpdatesRefreshesAndStartsOnce() throws IOException {
    Bundle bundle = installed("backend.a");
    List<Integer> events = new CopyOnWriteArrayList<>();
    BundleContext context = framework.getBundleContext();
    context.addBundleListener(
        (SynchronousBundleListener)
            event -> {
              if (event.getBundle().equals(bundle)) {
                events.add(event.getType());
              }
            });
    operations.update(bundle, jar("backend.a", "1.1.0", Map.of()));
    assertThat(bundle.getVersion()).hasToString("1.1.0");
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(events).containsOnlyOnce(BundleEvent.STOPPED, BundleEvent.STARTED);
    assertThat(events).endsWith(BundleEvent.STARTED);
    assertThat(events.indexOf(BundleEvent.STOPPED)).isLessThan(events.indexOf(BundleEvent.UPDATED));
  }

  @Test
  void anUpdateThatIsNoBundleLeavesTheOldOneRunning() throws IOException {
    Bundle bundle = installed("backend.a");
    Path nonsense = Files.writeString(directory.resolve("nonsense.jar"), "no jar");
    assertThatThrownBy(() -> operations.update(bundle, nonsense))
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("nonsense.jar")
        .hasMessageContaining("as it was");
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(bundle.getVersion()).hasToString("1.0.0");
    assertThatThrownBy(() -> operations.update(bundle, directory.resolve("missing.jar")))
        .hasMessageContaining("missing.jar");
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void anUpdateThatWouldRestartOtherBundlesIsRefusedBeforeAnythingIsChanged() throws IOException {
    Bundle exporter =
        operations.install(jar("exporter", "1.0.0", Map.of("Export-Package", "shared")));
    Bundle importer =
        operations.install(jar("importer", "1.0.0", Map.of("Import-Package", "shared")));
    Path next = jar("exporter", "2.0.0", Map.of("Export-Package", "shared"));
    assertThatThrownBy(() -> operations.update(exporter, next))
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("importer");
    assertThatThrownBy(() -> operations.uninstall(exporter)).hasMessageContaining("importer");
    assertThat(exporter.getVersion()).hasToString("1.0.0");
    assertThat(exporter.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(importer.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void aBundleIsStoppedStartedAndRemoved() throws IOException {
    Bundle bundle = installed("backend.a");
    operations.stop(bundle);
    assertThat(bundle.getState()).isEqualTo(Bundle.RESOLVED);
    operations.start(bundle);
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    operations.uninstall(bundle);
    assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
    assertThat(framework.getBundleContext().getBundle(bundle.getBundleId())).isNull();
  }

  @Test
  void aBundleThatDoesNotStartIsRemovedAgain() throws IOException {
    int before = framework.getBundleContext().getBundles().length;
    Path broken = jar("broken", "1.0.0", Map.of("Import-Package", "nobody.has.it"));
    assertThatThrownBy(() -> operations.install(broken))
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("broken-1.0.0.jar")
        .hasMessageContaining("nobody.has.it");
    assertThat(framework.getBundleContext().getBundles()).hasSize(before);
  }

  @Test
  void theFrameworkItselfIsNotStopped() {
    assertThatThrownBy(() -> operations.stop(framework)).isInstanceOf(VerbException.class);
    assertThat(framework.getState()).isEqualTo(Bundle.ACTIVE);
  }
}
