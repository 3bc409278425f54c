package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code ./requant fleet simulate} as users start it: a small fleet with many faults. */
class FleetSimulationIT {

  private static final int GATEWAYS = 60;
  private static final String FAULTS =
      "disconnects=0.3,crashes=0.2,slow=0.1,gates=0.02,duplicates=0.2,reorder=0.2,broker";

  @Test
  void aSmallFleetUnderManyFaultsIsAccountedForAndABadPolicyIsStopped() throws Exception {
    boolean installed =
        Files.isExecutable(Path.of("/usr/sbin/mosquitto"))
            || Files.isExecutable(Path.of("/usr/bin/mosquitto"));
    assumeTrue(
        installed || Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP")),
        "mosquitto is not installed");
    Path home = AssembledGateway.home();
    Path folder = Files.createDirectories(Path.of(System.getProperty("itest.work"), "simulation"));
    Path report = folder.resolve("fleet.json");
    Path log = folder.resolve("log");
    Process simulation =
        new ProcessBuilder(
                home.resolve("requant").toString(),
                "fleet",
                "simulate",
                "--gateways",
                String.valueOf(GATEWAYS),
                "--seed",
                "11",
                "--waves",
                "2",
                "--jitter",
                "1",
                "--faults",
                FAULTS,
                "--report",
                report.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(simulation.waitFor(5, TimeUnit.MINUTES)).as("ends, see " + log).isTrue();
    } finally {
      simulation.destroyForcibly();
    }
    assertThat(simulation.exitValue()).as(Files.readString(log)).isZero();
    JsonNode json = new ObjectMapper().readTree(report.toFile());
    assertThat(json.get("gateways").asInt()).isEqualTo(GATEWAYS);
    assertThat(json.get("unaccounted").asInt()).isZero();
    assertThat(json.get("violations").asInt()).isZero();
    assertThat(json.get("desiredPublishes").asInt()).isLessThanOrEqualTo(4);
    JsonNode bad = json.get("rollouts").get(1);
    assertThat(bad.get("end").asText()).isEqualTo("ROLLED_BACK");
    assertThat(bad.get("waves").asInt()).isEqualTo(1);
    assertThat(bad.get("affected").asInt()).isLessThanOrEqualTo(bad.get("firstWave").asInt());
    assertThat(folder.resolve("fleet.html")).content().contains("Fleet simulation");
  }
}
