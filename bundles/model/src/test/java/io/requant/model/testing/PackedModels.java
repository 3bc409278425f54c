package io.requant.model.testing;

import io.requant.model.arithmetic.Bits;
import io.requant.model.file.PackedModel;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Sparsity;
import io.requant.model.program.FusionPlan;
import io.requant.model.quantize.CompactStep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Packed models for tests. */
public final class PackedModels {

  private static final int SCALES = 0x3D00; // about 1/32; the next 0x300 values reach 2
  private static final int LEAST_SHIFT = 20;

  private PackedModels() {}

  /** A random graph whose weights have random widths and patterns of zeros. */
  public static PackedModel random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return of(RandomGraphs.graph(random), random);
  }

  /** Random weights and constants for a graph. */
  public static PackedModel of(Graph graph, SplittableRandom random) {
    Map<String, short[]> integers = new LinkedHashMap<>();
    List<CompactStep> steps = new ArrayList<>();
    for (FusionPlan.PlannedStep step : FusionPlan.of(graph).requantizingSteps()) {
      int scale = SCALES + random.nextInt(0x300);
      if (step.anchor() instanceof Parametric layer) {
        int bits = random.nextInt(Bits.MIN, PackedModel.MAX_BITS + 1);
        short[] weights = weights(random, layer.weightCount(), bits);
        integers.put(layer.name(), weights);
        steps.add(step(random, layer, bits, scale, weights));
      } else {
        steps.add(new CompactStep(0, 8, scale, new int[0], new int[0]));
      }
    }
    return new PackedModel(
        graph,
        integers,
        steps,
        Sparsity.values()[random.nextInt(Sparsity.values().length)],
        "sqs",
        random.nextBoolean()
            ? Optional.of(new MeasuredAccuracy("cifar10", "test", 10_000, 0.9021))
            : Optional.empty(),
        random.nextBoolean() ? Map.of("seed", "7 \u2013 s\u00fcd") : Map.of());
  }

  private static CompactStep step(
      SplittableRandom random, Parametric layer, int bits, int scale, short[] weights) {
    int channels = layer.outChannels();
    int perChannel = layer.weightsPerChannel();
    int[] factors = new int[channels];
    int[] offsets = new int[channels];
    for (int c = 0; c < channels; c++) {
      factors[c] = random.nextInt(LEAST_SHIFT, LEAST_SHIFT + 8) << CompactStep.FRACTION_BITS;
      factors[c] |= random.nextInt(1 << CompactStep.FRACTION_BITS);
      offsets[c] = (int) (random.nextGaussian() * 300);
      boolean live = false;
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        live |= weights[i] != 0;
      }
      factors[c] = live ? factors[c] : 0;
    }
    return new CompactStep(bits, 8, scale, factors, offsets);
  }

  /** Zeros alone, in runs or nowhere; magnitudes of any kind. */
  private static short[] weights(SplittableRandom random, int count, int bits) {
    int limit = Bits.weightLimit(bits);
    int kind = random.nextInt(5);
    double kept = kind == 0 ? 0 : kind == 1 ? 1 : random.nextDouble();
    short[] weights = new short[count];
    boolean on = true;
    for (int i = 0; i < count; i++) {
      on = (kind == 4 && i % 4 != 0) ? on : random.nextDouble() < kept;
      int magnitude =
          random.nextBoolean()
              ? random.nextInt(1, limit + 1)
              : Math.min(limit, 1 + (int) Math.abs(random.nextGaussian()));
      weights[i] = (short) (!on ? 0 : random.nextBoolean() ? magnitude : -magnitude);
    }
    return weights;
  }

  /** The packed file. */
  public static byte[] bytes(PackedModel model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      model.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
