package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.model.file.ModelFile;
import io.requant.model.policy.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Frames a second while a load leaves the gateway about a quarter of the processors: adapting
 * against the most precise policy held fixed, turn about in one process, the camera faster than the
 * engine.
 *
 * <p>It prints what it measures and judges only that nothing is lost. With other values it is the
 * experiment: {@code -Dfps.backend=pi -Dfps.path=vector -Dfps.model=FILE -Dfps.cpu=80
 * -Dfps.rounds=2 -Dfps.seconds=3}.
 */
class FrameRateUnderLoadIT {

  private static final System.Logger LOG = System.getLogger(FrameRateUnderLoadIT.class.getName());

  private static final String FIXED = "w8a8";
  private static final String LOWEST = "level-25";
  private static final int CAMERA_RATE = 2000;
  private static final int PERCENT = 25;

  private final String backend = System.getProperty("fps.backend", "pi");
  private final String path = System.getProperty("fps.path", "auto");
  private final Path model =
      Path.of(
          System.getProperty(
              "fps.model", AssembledGateway.home().resolve("models/resnet20.rqm").toString()));
  private final int cpu = Integer.getInteger("fps.cpu", 80);
  private final int rounds = Integer.getInteger("fps.rounds", 2);
  private final int seconds = Integer.getInteger("fps.seconds", 3);

  @Test
  void adaptingIsComparedWithHoldingTheMostPrecisePolicy() throws Exception {
    String low = lowest();
    FleetFiles files = FleetFiles.create("frame-rate-under-load");
    configure(files, low);
    List<Double> fixed = new ArrayList<>();
    List<Double> adapting = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (ProductProcess gateway = ProductProcess.start("gateway", files.gateway())) {
      GatewayStatus.awaitPolicy(gateway);
      JsonNode engine;
      Process load = load(files);
      try {
        for (int round = 0; round < rounds; round++) {
          activate(gateway, "off");
          awaitRuns(gateway, FIXED);
          fixed.add(framesPerSecond(gateway));
          activate(gateway, FIXED + "," + low);
          awaitRuns(gateway, low);
          adapting.add(framesPerSecond(gateway));
          ratios.add(adapting.get(round) / fixed.get(round));
        }
        engine = gateway.query("status", "--json").get("engine");
        assertThat(load.isAlive()).as("the load runs").isTrue();
      } finally {
        load.destroy();
        load.waitFor();
      }
      LOG.log(
          System.Logger.Level.INFO,
          String.format(
              Locale.ROOT,
              "frames a second on %s (%s) beside a load of %d %%: %s %s, adapting to %s %s;"
                  + " ratio median %.2f of %s",
              engine.get("backend").asText(),
              engine.get("path").asText(),
              cpu,
              FIXED,
              rounded(fixed),
              low,
              rounded(adapting),
              median(ratios),
              rounded(ratios)));
      JsonNode ledger = GatewayStatus.ledger(gateway);
      assertThat(ledger.get("balanced").asBoolean()).as("%s", ledger).isTrue();
      assertThat(ledger.get("lost").asLong()).isZero();
      assertThat(fixed).allSatisfy(rate -> assertThat(rate).isPositive());
      assertThat(adapting).allSatisfy(rate -> assertThat(rate).isPositive());
    }
  }

  /** The model's policy of the lowest level, else its cheapest. */
  private String lowest() throws Exception {
    List<Policy> policies = ModelFile.read(model).policies();
    return policies.stream()
        .filter(policy -> policy.name().equals(LOWEST))
        .findFirst()
        .or(() -> policies.stream().min(Comparator.comparingLong(p -> p.cost().bops())))
        .orElseThrow()
        .name();
  }

  private void configure(FleetFiles files, String low) throws Exception {
    files.put(
        "io.requant.pipeline.cfg",
        """
        model=%s
        stateDirectory=${requant.state}/pipeline
        Backend.target=(backend.id=%s)
        """
            .formatted(model, backend));
    files.put("io.requant.backend.pi.cfg", "path=" + path + "\n");
    files.put(
        "io.requant.camera.ov5640.cfg",
        """
        scene=%s
        format=cifar10
        width=128
        height=96
        rate=0
        maxRate=%d
        """
            .formatted(
                AssembledGateway.home().resolve("models/samples/cifar10-sample.bin"), CAMERA_RATE));
    files.put("io.requant.adaptation.cfg", "levels=100:%s,%d:%s\n".formatted(FIXED, PERCENT, low));
    files.put(
        "io.requant.resources.cfg",
        "periodMillis=250\nsmoothingMillis=500\ndwellMillis=1000\nprobe=false\n");
  }

  private Process load(FleetFiles files) throws Exception {
    return new ProcessBuilder(
            AssembledGateway.home().resolve("requant").toString(),
            "load",
            "--cpu",
            String.valueOf(cpu),
            "--seconds",
            "600")
        .redirectErrorStream(true)
        .redirectOutput(files.folder().resolve("load.log").toFile())
        .start();
  }

  private static void activate(ProductProcess gateway, String adapt) throws Exception {
    JsonNode answer = gateway.query("activate", FIXED, "--frames", "0", "--adapt", adapt, "--json");
    assertThat(answer.get("outcome").asText()).isIn("ACTIVE", "UNCHANGED");
  }

  private static void awaitRuns(ProductProcess gateway, String policy) throws Exception {
    GatewayStatus.await(gateway, policy, s -> s.at("/engine/policy").asText().equals(policy));
  }

  /** Measured over some seconds, from one look at the ledger to another. */
  private double framesPerSecond(ProductProcess gateway) throws Exception {
    TimeUnit.MILLISECONDS.sleep(500);
    long frames = GatewayStatus.ledger(gateway).get("inferred").asLong();
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    long more = GatewayStatus.ledger(gateway).get("inferred").asLong() - frames;
    return more / ((System.nanoTime() - start) / 1e9);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static List<String> rounded(List<Double> values) {
    return values.stream().map(v -> String.format(Locale.ROOT, "%.2f", v)).toList();
  }
}
