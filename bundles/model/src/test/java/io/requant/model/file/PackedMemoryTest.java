package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.policy.Sparsity;
import io.requant.model.program.FusionPlan;
import io.requant.model.quantize.CompactStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A packed file is read within the bit planes of all layers, two bytes for each weight of the
 * largest layer, and the file.
 */
class PackedMemoryTest {

  private static final int LAYERS = 16;
  private static final int WIDTH = 1024;
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path directory;

  /** 16 million weights of 2 bits: 4 MB of planes, 2 MB for a layer; as shorts all were 32 MB. */
  @Test
  void aModelWhoseUnpackedWeightsDoNotFitIntoTheHeapIsRead() throws Exception {
    Path file = directory.resolve("large.rqm");
    model().write(file);
    assertThat(Files.size(file)).isLessThan(5L * MEGABYTE);
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(Files.readString(output)).contains("read " + LAYERS * WIDTH * WIDTH);
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The program that is short of memory. */
  static final class Reading {

    private Reading() {}

    public static void main(String[] arguments) throws IOException {
      Model model = ModelFile.read(Path.of(arguments[0]));
      System.out.println("read " + model.network().orElseThrow().weightCount());
    }
  }

  private static PackedModel model() {
    List<Layer> layers = new ArrayList<>(List.of(new Flatten("flat", Graph.INPUT)));
    String x = "flat";
    for (int l = 0; l < LAYERS; l++) {
      layers.add(new Linear("fc" + l, x, WIDTH, WIDTH));
      x = "fc" + l;
      if (l < LAYERS - 1) {
        x = "relu" + l;
        layers.add(Relu.uncapped(x, "fc" + l));
      }
    }
    String[] classes = new String[WIDTH];
    Arrays.setAll(classes, Integer::toString);
    Graph graph =
        new Graph(
            "large", new Shape(16, 16, 4), Normalisation.identity(4), layers, List.of(classes));
    Map<String, short[]> integers = new LinkedHashMap<>();
    List<CompactStep> steps = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(6);
    for (FusionPlan.PlannedStep step : FusionPlan.of(graph).requantizingSteps()) {
      short[] weights = new short[WIDTH * WIDTH];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (short) (random.nextInt(20) == 0 ? 1 - 2 * random.nextInt(2) : 0);
      }
      integers.put(step.anchor().name(), weights);
      int[] factors = new int[WIDTH];
      Arrays.fill(factors, 22 << CompactStep.FRACTION_BITS);
      steps.add(new CompactStep(2, 8, 0x3D00, factors, new int[WIDTH]));
    }
    return new PackedModel(
        graph, integers, steps, Sparsity.UNSTRUCTURED, "sqs", Optional.empty(), Map.of());
  }
}
