package io.requant.sqs.internal.report;

import io.requant.model.arithmetic.Bits;
import io.requant.model.file.PackedModel;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.Sparsity;
import io.requant.model.program.FusionPlan;
import io.requant.model.quantize.CompactStep;
import io.requant.training.BackboneInput;
import io.requant.training.Backbones;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What the paper's networks take in a file of ours at the paper's sparsities and widths: random
 * normal weights, pruned and rounded, through the real coder. No training.
 */
final class BackboneSizes {

  private static final int FP32 = 32;
  private static final int SCALE = 0x3D00;
  private static final int SHIFT = 21;
  private static final double OFFSETS = 60;
  private static final double CLIPPED = 3;
  private static final int SAMPLES = 50_000;

  /**
   * One network.
   *
   * @param paper what the paper reports
   * @param weights number of weights
   * @param bits width here, the paper's mean rounded
   * @param fileBytes of our file
   */
  record Size(PaperFigures.Row paper, long weights, int bits, long fileBytes) {

    /** 32 over bits times kept part, from the paper's own sparsity and bits. */
    double nominalRatio() {
      return FP32 / (paper.bits() * (1 - paper.sparsity() / 100));
    }

    double fileRatio() {
      return weights * (double) Float.BYTES / fileBytes;
    }
  }

  private BackboneSizes() {}

  /** Packs every network that the paper reports for CIFAR-10. */
  static List<Size> of(BackboneInput input) {
    return PaperFigures.CIFAR_10.stream().map(row -> size(row, input)).toList();
  }

  private static Size size(PaperFigures.Row row, BackboneInput input) {
    Graph graph = Backbones.create(row.id(), input);
    int bits = (int) Math.rint(row.bits());
    SplittableRandom random = new SplittableRandom(1);
    double threshold = quantile(row.sparsity() / 100);
    Map<String, short[]> integers = new LinkedHashMap<>();
    List<CompactStep> steps = new ArrayList<>();
    for (FusionPlan.PlannedStep step : FusionPlan.of(graph).requantizingSteps()) {
      if (step.anchor() instanceof Parametric layer) {
        integers.put(layer.name(), weights(random, layer.weightCount(), threshold, bits));
        steps.add(constants(random, layer.outChannels(), bits));
      } else {
        steps.add(new CompactStep(0, 8, SCALE, new int[0], new int[0]));
      }
    }
    PackedModel packed =
        new PackedModel(
            graph, integers, steps, Sparsity.UNSTRUCTURED, "sqs", Optional.empty(), Map.of());
    long weights = integers.values().stream().mapToLong(w -> w.length).sum();
    return new Size(row, weights, bits, bytes(packed));
  }

  /** Normal weights of which the smallest are zero. */
  private static short[] weights(SplittableRandom random, int count, double threshold, int bits) {
    int limit = Bits.weightLimit(bits);
    short[] weights = new short[count];
    for (int i = 0; i < count; i++) {
      double normal = random.nextGaussian();
      double magnitude = Math.abs(normal);
      if (magnitude > threshold) {
        double q = Math.max(1, Math.min(limit, Math.rint(magnitude * limit / CLIPPED)));
        weights[i] = (short) Math.copySign(q, normal);
      }
    }
    return weights;
  }

  /** Magnitude below which a part of a standard normal distribution lies. */
  private static double quantile(double part) {
    SplittableRandom random = new SplittableRandom(2);
    double[] magnitudes = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      magnitudes[i] = Math.abs(random.nextGaussian());
    }
    Arrays.sort(magnitudes);
    return magnitudes[(int) (part * (SAMPLES - 1))];
  }

  private static CompactStep constants(SplittableRandom random, int channels, int bits) {
    int[] factors = new int[channels];
    int[] offsets = new int[channels];
    for (int c = 0; c < channels; c++) {
      factors[c] = (SHIFT + random.nextInt(3)) << CompactStep.FRACTION_BITS;
      factors[c] |= random.nextInt(1 << CompactStep.FRACTION_BITS);
      offsets[c] = (int) (OFFSETS * random.nextGaussian());
    }
    return new CompactStep(bits, 8, SCALE, factors, offsets);
  }

  private static long bytes(PackedModel model) {
    long[] bytes = new long[1];
    try {
      model.write(
          new OutputStream() {
            @Override
            public void write(int b) {
              bytes[0]++;
            }

            @Override
            public void write(byte[] b, int offset, int length) {
              bytes[0] += length;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("writing nowhere", e);
    }
    return bytes[0];
  }
}
