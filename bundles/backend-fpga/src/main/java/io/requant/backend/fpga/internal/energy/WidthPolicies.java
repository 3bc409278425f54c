package io.requant.backend.fpga.internal.energy;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PostTrainingQuantizer;
import io.requant.model.quantize.PrecisionSpec;
import io.requant.model.quantize.Quantization;
import io.requant.model.quantize.QuantizerOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network at one width after another and under mixes of widths, quantized without training: what
 * Figs. 20 and 21 of paper 1 go over.
 */
public final class WidthPolicies {

  /** Least and most widths of paper 1's mixes. */
  public static final List<List<Integer>> MIXES =
      List.of(List.of(5, 9), List.of(6, 9), List.of(6, 10), List.of(7, 10));

  private final FloatNetwork network;
  private final CalibrationImages calibration;

  /**
   * Prepares.
   *
   * @param network real parameters, batch norm folded
   * @param calibration training images
   */
  public WidthPolicies(FloatNetwork network, CalibrationImages calibration) {
    this.network = network;
    this.calibration = calibration;
  }

  /** Widths that the hardware has. */
  public static List<Integer> widths() {
    return IntStream.rangeClosed(Bits.MIN, Bits.MAX).boxed().toList();
  }

  /** The same width in every layer; the input keeps 8 bits. */
  public Quantization uniform(int bits) {
    return quantize(Collections.nCopies(layers().size(), bits));
  }

  /** From the most bits in the first layer evenly down to the least in the last. */
  public Quantization mixed(int least, int most) {
    int last = Math.max(1, layers().size() - 1);
    List<Integer> bits = new ArrayList<>();
    for (int l = 0; l < layers().size(); l++) {
      bits.add((int) Math.round(most - (most - least) * l / (double) last));
    }
    return quantize(bits);
  }

  private List<Parametric> layers() {
    return network.graph().parametricLayers();
  }

  /** Each layer's weights, and the activations that it reads, at the layer's width. */
  private Quantization quantize(List<Integer> bits) {
    int most = Collections.max(bits);
    Graph graph = network.graph();
    FusionPlan plan = FusionPlan.of(graph);
    PrecisionSpec spec = PrecisionSpec.parse("w" + most + "a" + most);
    for (int l = 0; l < layers().size(); l++) {
      Parametric layer = layers().get(l);
      spec = spec.withWeightBits(layer.name(), bits.get(l));
      PlannedStep read = plan.scaleSource(((Layer) layer).inputs().get(0));
      if (read != null) {
        spec = spec.withActivationBits(read.anchor().name(), bits.get(l));
      }
    }
    QuantizerOptions options =
        QuantizerOptions.DEFAULT.withMasterBits(Math.max(QuantizerOptions.MIN_MASTER_BITS, most));
    return new PostTrainingQuantizer(options, (what, step, steps) -> {})
        .quantize(network, calibration, List.of(spec));
  }
}
