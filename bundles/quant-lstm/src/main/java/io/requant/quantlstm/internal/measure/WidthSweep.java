package io.requant.quantlstm.internal.measure;

import io.requant.api.backend.Backend;
import io.requant.model.arithmetic.Bits;
import io.requant.model.dataset.LabelledImages;
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
import io.requant.quantlstm.internal.search.NetworkJudge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Accuracy of a network quantized without training at every width that the format has, as Fig. 20
 * of paper 1 shows it for its MNIST network, and under mixes of widths.
 */
public final class WidthSweep {

  /** Widths of weights and activations that the format has: 2..16. */
  public static final List<Integer> WIDTHS =
      IntStream.rangeClosed(Bits.MIN, Bits.MAX).boxed().toList();

  private final Backend backend;
  private final FloatNetwork network;
  private final CalibrationImages calibration;
  private final LabelledImages shown;

  /**
   * One width.
   *
   * @param bits of weights and activations
   * @param guarded accuracy with at least 8 bits for the first and the last layer, 0..1
   * @param everywhere accuracy with these bits in all layers, 0..1; the input keeps 8
   */
  public record Point(int bits, double guarded, double everywhere) {}

  /**
   * A mix of widths.
   *
   * @param bits of each layer with weights, and of what it reads
   * @param top1 accuracy, 0..1
   */
  public record Mix(List<Integer> bits, double top1) {}

  /**
   * Prepares.
   *
   * @param backend computes
   * @param network real parameters, batch norm folded
   * @param calibration training images
   * @param shown images that accuracy is measured on
   */
  public WidthSweep(
      Backend backend, FloatNetwork network, CalibrationImages calibration, LabelledImages shown) {
    this.backend = backend;
    this.network = network;
    this.calibration = calibration;
    this.shown = shown;
  }

  /** All widths, the smallest first; tells after each which one is done. */
  public List<Point> points(IntConsumer done) {
    List<Point> points = new ArrayList<>();
    for (int bits : WIDTHS) {
      double guarded = top1(PrecisionSpec.parse("w" + bits + "a" + bits), bits);
      boolean same = bits >= QuantizerOptions.MIN_MASTER_BITS;
      points.add(new Point(bits, guarded, same ? guarded : mix(all(bits)).top1()));
      done.accept(bits);
    }
    return points;
  }

  private List<Integer> all(int bits) {
    return Collections.nCopies(network.graph().parametricLayers().size(), bits);
  }

  /**
   * A mix of neighbouring widths, the largest first, spread evenly over the layers: early layers
   * high, late layers low.
   */
  public Mix mix(int least, int most) {
    return mix(spread(least, most, network.graph().parametricLayers().size()));
  }

  static List<Integer> spread(int least, int most, int layers) {
    return IntStream.range(0, layers)
        .map(l -> (int) Math.round(most - (most - least) * l / (double) Math.max(1, layers - 1)))
        .boxed()
        .toList();
  }

  private Mix mix(List<Integer> bits) {
    int most = Collections.max(bits);
    PrecisionSpec spec = PrecisionSpec.parse("w" + most + "a" + most);
    Graph graph = network.graph();
    FusionPlan plan = FusionPlan.of(graph);
    List<Parametric> layers = graph.parametricLayers();
    for (int l = 0; l < layers.size(); l++) {
      spec = spec.withWeightBits(layers.get(l).name(), bits.get(l));
      PlannedStep read = plan.scaleSource(((Layer) layers.get(l)).inputs().get(0));
      if (read != null) {
        spec = spec.withActivationBits(read.anchor().name(), bits.get(l));
      }
    }
    return new Mix(bits, top1(spec, most));
  }

  private double top1(PrecisionSpec spec, int most) {
    QuantizerOptions options =
        QuantizerOptions.DEFAULT.withMasterBits(Math.max(QuantizerOptions.MIN_MASTER_BITS, most));
    Quantization quantized =
        new PostTrainingQuantizer(options, (what, step, steps) -> {})
            .quantize(network, calibration, List.of(spec));
    return new NetworkJudge(backend, quantized.network(), shown)
        .answers(quantized.policies().get(0))
        .top1();
  }
}
