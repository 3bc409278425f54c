package io.requant.itest;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import io.requant.itest.fixture.Behaviour;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The gateway as the build assembled it, with a small network and a synthetic camera. */
final class AssembledGateway {

  static final String PI = "io.requant.backend-pi";

  private AssembledGateway() {}

  /** Root of the checkout. */
  static Path home() {
    return Path.of(System.getProperty("requant.home"));
  }

  /**
   * Options of Pax Exam.
   *
   * @param name names the folder of this exam's files
   * @param rate frames a second of the camera
   * @param ring most frames that wait
   */
  static Option[] exam(String name, int rate, int ring) throws IOException {
    Path work = emptyFolder(name);
    Path model = work.resolve("model.rqm");
    writeModel(model);
    return exam(work, model, "scene=synthetic\nwidth=64\nheight=64\n", rate, ring);
  }

  /** The same with the shipped ResNet20, which is shown images of its classes. */
  static Option[] examOfResNet20(String name, int rate, int ring) throws IOException {
    Path models = home().resolve("models");
    String scene =
        "scene=%s\nformat=cifar10\nwidth=128\nheight=96\n"
            .formatted(models.resolve("samples/cifar10-sample.bin"));
    return exam(emptyFolder(name), models.resolve("resnet20.rqm"), scene, rate, ring);
  }

  private static Path emptyFolder(String name) throws IOException {
    Path work = Path.of(System.getProperty("itest.work"), name);
    deleteTree(work);
    return Files.createDirectories(work);
  }

  private static Option[] exam(Path work, Path model, String scene, int rate, int ring)
      throws IOException {
    Path etc = Files.createDirectories(work.resolve("etc"));
    configure(etc, work, model, scene, rate, ring);
    for (Behaviour behaviour : Behaviour.values()) {
      FixtureJars.backend(
          work, "fixture." + behaviour.name().toLowerCase(Locale.ROOT), behaviour, 100);
    }
    List<Option> all = new ArrayList<>();
    for (Path jar : productBundles("gateway")) {
      all.add(bundle("reference:" + jar.toUri()));
    }
    all.add(frameworkProperty("felix.fileinstall.dir").value(etc.toString()));
    all.add(frameworkProperty("felix.fileinstall.noInitialDelay").value("true"));
    all.add(frameworkProperty("felix.fileinstall.enableConfigSave").value("false"));
    all.add(frameworkProperty("felix.fileinstall.tmpdir").value(work.resolve("tmp").toString()));
    all.add(frameworkProperty("org.osgi.service.http.port").value("0"));
    all.add(frameworkProperty("org.apache.felix.http.host").value("127.0.0.1"));
    all.add(systemProperty("itest.folder").value(work.toString()));
    all.add(junitBundles());
    return options(all.toArray(Option[]::new));
  }

  /** Jars of a product, without the interactive shell. */
  static List<Path> productBundles(String product) throws IOException {
    Path folder = home().resolve("apps/" + product + "/target/export/" + product);
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".jar") && !f.toString().contains("gogo.shell"))
          .sorted()
          .toList();
    }
  }

  /** The jar of the CPU backend that the gateway was assembled with. */
  static Path piJar() throws IOException {
    return productBundles("gateway").stream()
        .filter(f -> f.getFileName().toString().startsWith(PI))
        .findFirst()
        .orElseThrow();
  }

  private static void writeModel(Path file) throws IOException {
    Graph graph =
        new Graph(
            "itest",
            new Shape(32, 32, 3),
            Normalisation.identity(3),
            List.of(
                new Conv("conv", Graph.INPUT, 3, 8, Window.square(3, 2, 1), 1),
                Relu.uncapped("relu", "conv"),
                new GlobalAvgPool("pool", "relu"),
                new Linear("fc", "pool", 8, 10)),
            List.of());
    Network network = Nets.plausible(graph);
    ModelFile.write(
        new Model(
            Optional.empty(),
            Optional.of(network),
            List.of(
                PlausiblePolicies.uniform(network, 8, 8), PlausiblePolicies.uniform(network, 4, 4)),
            Map.of()),
        file);
  }

  private static void configure(Path etc, Path work, Path model, String scene, int rate, int ring)
      throws IOException {
    Files.writeString(
        etc.resolve("io.requant.pipeline.cfg"),
        """
        model=%s
        stateDirectory=%s
        ringCapacity=%d
        prepareTimeoutMillis=2000
        inferTimeoutMillis=1000
        drainMillis=500
        Backend.target=(!(backend.id=reference))
        """
            .formatted(model, work.resolve("state"), ring));
    Files.writeString(
        etc.resolve("io.requant.camera.ov5640.cfg"),
        "%srate=%d\nmaxRate=%d\n".formatted(scene, rate, rate));
  }

  static void deleteTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
