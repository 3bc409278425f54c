package io.requant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code requant}, with a Maven that only notes what it was asked for, and no Java. */
class StartScriptTest {

  private static final FileTime OLD = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final FileTime BUILT = FileTime.from(Instant.parse("2026-01-02T00:00:00Z"));
  private static final FileTime EDITED = FileTime.from(Instant.parse("2026-01-03T00:00:00Z"));

  @TempDir Path home;

  private Path source;

  @BeforeEach
  void checkout() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh: the script was not tested");
    Files.copy(Path.of("../../requant"), home.resolve("requant"));
    script("mvnw", "echo \"$@\" >> asked");
    script("jdk/bin/java", "echo gateway");
    write("apps/gateway/jvm.sh", "JVM_FLAGS=", OLD);
    write("pom.xml", "<project/>", OLD);
    source = write("bundles/model/src/main/java/Model.java", "class Model {}", OLD);
    write("bundles/model/target/classes/Model.class", "", EDITED);
  }

  @Test
  void buildsWhatIsMissing() throws Exception {
    run();
    assertThat(asked()).singleElement().asString().contains("apps/launcher,apps/gateway");
  }

  @Test
  void runsWhatIsBuilt() throws Exception {
    build();
    run();
    assertThat(asked()).isEmpty();
  }

  @Test
  void buildsAnewWhatIsOlderThanItsSources() throws Exception {
    build();
    Files.setLastModifiedTime(source, EDITED);
    run();
    assertThat(asked()).singleElement().asString().contains("apps/launcher,apps/gateway");
  }

  @Test
  void buildsNothingAnewWhenToldSo() throws Exception {
    build();
    Files.setLastModifiedTime(source, EDITED);
    run("REQUANT_NO_REBUILD");
    assertThat(asked()).isEmpty();
  }

  private void build() throws IOException {
    write("apps/gateway/target/export/gateway/io.requant.shell-1.jar", "", BUILT);
    write("apps/launcher/target/lib/io.requant.launcher-1.jar", "", BUILT);
  }

  private void run(String... variables) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder("/bin/sh", home.resolve("requant").toString(), "gateway");
    script.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    script.environment().remove("REQUANT_NO_REBUILD");
    for (String variable : variables) {
      script.environment().put(variable, "1");
    }
    Path said = home.resolve("said");
    Process process = script.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }

  private List<String> asked() throws IOException {
    Path asked = home.resolve("asked");
    return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
  }

  private void script(String name, String line) throws IOException {
    Path file = write(name, "#!/bin/sh\n" + line + "\n", OLD);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Path write(String name, String text, FileTime modified) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, modified);
  }
}
