package io.requant.dscprune.internal.prune;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How much each channel matters: the energy that it brings into what the layers that mix channels
 * next add up, mean square of the channel where they read it times the squares of the weights that
 * read it. What is removed first changes their sums least (compare ThiNet, Luo et al. 2017).
 */
public final class ChannelEnergy {

  private final Map<String, double[]> energies = new LinkedHashMap<>();

  /**
   * Measures.
   *
   * @param network whose channels are ranked
   * @param images training images; some dozen are enough
   */
  public ChannelEnergy(FloatNetwork network, LabelledImages images) {
    Graph graph = network.graph();
    List<Conv> prunable = ChannelPruning.prunable(graph);
    prunable.forEach(conv -> energies.put(conv.name(), new double[conv.outChannels()]));
    FloatExecutor executor = new FloatExecutor(network);
    for (int i = 0; i < images.count(); i++) {
      executor.run(Pixels.real(images.image(i), graph.normalisation()));
      for (Conv conv : prunable) {
        Layer reader = reader(graph, conv.name());
        double[] squares = meanSquares(executor.tensor(reader.inputs().get(0)), conv.outChannels());
        double[] weights = weightSquares(network, (Parametric) reader, conv.outChannels());
        double[] energy = energies.get(conv.name());
        for (int c = 0; c < energy.length; c++) {
          energy[c] += squares[c] * weights[c] / images.count();
        }
      }
    }
  }

  /** The next layer that mixes the channels of a tensor. */
  private static Layer reader(Graph graph, String tensor) {
    List<Layer> readers = graph.readers(tensor);
    if (readers.size() != 1) {
      throw new IllegalArgumentException(
          "%d layers read '%s'; only chains can be cut".formatted(readers.size(), tensor));
    }
    Layer next = readers.get(0);
    boolean mixes = next instanceof Linear || (next instanceof Conv conv && conv.groups() == 1);
    return mixes ? next : reader(graph, next.name());
  }

  private static double[] meanSquares(float[] map, int channels) {
    double[] squares = new double[channels];
    for (int i = 0; i < map.length; i++) {
      squares[i % channels] += (double) map[i] * map[i] * channels / map.length;
    }
    return squares;
  }

  private static double[] weightSquares(FloatNetwork network, Parametric reader, int channels) {
    double[] squares = new double[channels];
    float[] weights = network.parameters().get(reader.name()).weights();
    for (int i = 0; i < weights.length; i++) {
      squares[i % channels] += (double) weights[i] * weights[i];
    }
    return squares;
  }

  /**
   * The channels of a convolution that matter most.
   *
   * @param conv name of a prunable convolution
   * @param count how many, 1 to all
   * @return their indices, ascending
   */
  public int[] best(String conv, int count) {
    double[] energy = energies.get(conv);
    int[] order =
        IntStream.range(0, energy.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer c) -> energy[c]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    int[] best = Arrays.copyOf(order, count);
    Arrays.sort(best);
    return best;
  }
}
