package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code ./requant fleet torture} as users start it: three seeds of the many. */
class FleetTortureIT {

  /** Between them they kill controller, gateway and broker, in the rollout and on the way back. */
  private static final long FIRST_SEED = 1;

  private static final int RUNS = 3;

  @Test
  void nothingIsLostOrDoneTwiceWhenProcessesAreKilledWhileAPolicyIsRolledOut() throws Exception {
    boolean installed =
        Files.isExecutable(Path.of("/usr/sbin/mosquitto"))
            || Files.isExecutable(Path.of("/usr/bin/mosquitto"));
    assumeTrue(
        installed || Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP")),
        "mosquitto is not installed");
    Path folder = Path.of(System.getProperty("itest.work"), "torture");
    AssembledGateway.deleteTree(folder);
    Files.createDirectories(folder);
    Path report = folder.resolve("torture.json");
    Path log = folder.resolve("log");
    Process torture =
        new ProcessBuilder(
                AssembledGateway.home().resolve("requant").toString(),
                "fleet",
                "torture",
                "--runs",
                String.valueOf(RUNS),
                "--seed",
                String.valueOf(FIRST_SEED),
                "--out",
                folder.toString(),
                "--report",
                report.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(torture.waitFor(10, TimeUnit.MINUTES)).as("ends, see " + log).isTrue();
    } finally {
      torture.destroyForcibly();
    }
    assertThat(torture.exitValue()).as(Files.readString(log)).isZero();
    JsonNode json = new ObjectMapper().readTree(report.toFile());
    assertThat(json.get("runs").asInt()).isEqualTo(RUNS);
    assertThat(json.get("violations").asInt()).isZero();
    for (JsonNode run : json.get("results")) {
      assertThat(run.get("kills")).as("%s", run).isNotEmpty();
      assertThat(run.get("converged").asInt() + run.get("explained").asInt())
          .as("%s", run)
          .isEqualTo(10);
    }
    assertThat(folder.resolve("torture.html")).content().contains("Fleet under SIGKILL");
  }
}
