package io.requant.sqs.internal.compress;

import io.requant.model.file.PackedModel;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
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

/** What of a file's bytes is left for the weights. */
final class FileBudget {

  /** What the constants of an output channel take, measured on our networks. */
  private static final double BITS_PER_CHANNEL = 16.5;

  private final Graph graph;
  private final int emptyBytes;

  /**
   * Measures a file without weights.
   *
   * @param provenance that the file will have
   */
  FileBudget(Graph graph, Map<String, String> provenance) {
    this.graph = graph;
    this.emptyBytes = bytes(empty(graph, provenance));
  }

  private static PackedModel empty(Graph graph, Map<String, String> provenance) {
    Map<String, short[]> zeros = new LinkedHashMap<>();
    List<CompactStep> steps = new ArrayList<>();
    for (FusionPlan.PlannedStep step : FusionPlan.of(graph).requantizingSteps()) {
      if (step.anchor() instanceof Parametric layer) {
        zeros.put(layer.name(), new short[layer.weightCount()]);
        int channels = layer.outChannels();
        steps.add(new CompactStep(2, 8, 1, new int[channels], new int[channels]));
      } else {
        steps.add(new CompactStep(0, 8, 1, new int[0], new int[0]));
      }
    }
    return new PackedModel(
        graph, zeros, steps, Sparsity.UNSTRUCTURED, Packing.POLICY, Optional.empty(), provenance);
  }

  /** Bytes of a packed file. */
  static int bytes(PackedModel model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      model.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.size();
  }

  /** Bytes of topology and constants. */
  int overhead() {
    int channels = graph.parametricLayers().stream().mapToInt(Parametric::outChannels).sum();
    return (int) Math.ceil(emptyBytes + BITS_PER_CHANNEL * channels / Byte.SIZE);
  }

  /**
   * Bits that weights may take.
   *
   * @param fileBytes bytes of the whole file
   * @throws IllegalArgumentException if topology and constants alone take more
   */
  double weightBits(double fileBytes) {
    if (fileBytes <= overhead()) {
      throw new IllegalArgumentException(
          "--target of %.0f bytes: topology and constants of '%s' alone take %d"
              .formatted(fileBytes, graph.name(), overhead()));
    }
    return Byte.SIZE * (fileBytes - overhead());
  }
}
