package io.requant.quantlstm.internal.gate;

import io.requant.model.graph.Conv;
import io.requant.model.network.Digest;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import java.util.List;

/**
 * The gate of paper 1: says for an image and a resource level how likely each option of each layer
 * is the one to compute with. Plain Java, a few ten thousand multiply-adds. Immutable.
 */
public final class LstmGate {

  private final Digest network;
  private final List<Option> options;
  private final GateShape shape;
  private final float[] gains;
  private final float[] parameters;
  private final double[] wide;

  /**
   * Joins and checks.
   *
   * @param network whose layers are chosen for
   * @param options of every layer
   * @param shape sizes
   * @param gains factor of the features of each layer; copied
   * @param parameters as {@link GateShape} lays them out; copied
   * @throws IllegalArgumentException if a number is not finite, a gain not positive or a size wrong
   */
  LstmGate(
      Digest network, List<Option> options, GateShape shape, float[] gains, float[] parameters) {
    if (options.size() != shape.options()
        || gains.length != shape.layers()
        || parameters.length != shape.parameters()) {
      throw new IllegalArgumentException(
          "a gate with %d options, %d gains and %d parameters; %d, %d and %d are needed"
              .formatted(
                  options.size(),
                  gains.length,
                  parameters.length,
                  shape.options(),
                  shape.layers(),
                  shape.parameters()));
    }
    for (float gain : gains) {
      if (!(gain > 0 && Float.isFinite(gain))) {
        throw new IllegalArgumentException("a gate with the gain " + gain + ": not above 0");
      }
    }
    this.network = network;
    this.options = List.copyOf(options);
    this.shape = shape;
    this.gains = gains.clone();
    this.parameters = parameters.clone();
    wide = new double[parameters.length];
    for (int i = 0; i < wide.length; i++) {
      if (!Float.isFinite(parameters[i])) {
        throw new IllegalArgumentException(
            "a gate whose parameter %d is %s".formatted(i, parameters[i]));
      }
      wide[i] = parameters[i];
    }
  }

  /** Sizes of a gate for the layers that have options. */
  static GateShape shape(LayerCosts costs) {
    return new GateShape(
        costs.layers().stream().mapToInt(Conv::inChannels).toArray(), costs.options().size());
  }

  /**
   * Logarithms of the probabilities for one image, by layer and option.
   *
   * @param means of what each layer reads at the widest, by layer and channel, over all pixels, in
   *     real units
   * @throws IllegalArgumentException if there are not as many as layers and channels
   */
  double[][] logProbabilities(float[][] means, GateLevel level) {
    GatePass pass = new GatePass(shape);
    pass.run(wide, features(means), level);
    return pass.logs;
  }

  /** One image on its way through the network, layer by layer. Not thread-safe. */
  final class Walk {
    private final GatePass pass = new GatePass(shape);
    private int layer;

    private Walk(GateLevel level) {
      pass.begin(wide, level);
    }

    /**
     * Logarithms of the probabilities of the options of the next layer.
     *
     * @param means of what it reads, by channel, in real units
     */
    double[] next(float[] means) {
      pass.next(wide, features(means, layer), layer);
      return pass.logs[layer++];
    }
  }

  /** Starts before the first layer. */
  Walk walk(GateLevel level) {
    return new Walk(level);
  }

  private float[][] features(float[][] means) {
    if (means.length != shape.layers()) {
      throw new IllegalArgumentException(
          "features of %d layers; the gate is for %d".formatted(means.length, shape.layers()));
    }
    float[][] features = new float[means.length][];
    for (int l = 0; l < means.length; l++) {
      features[l] = features(means[l], l);
    }
    return features;
  }

  private float[] features(float[] means, int layer) {
    if (means.length != shape.channels(layer)) {
      throw new IllegalArgumentException(
          "layer %d: features of %d channels; the gate is for %d"
              .formatted(layer, means.length, shape.channels(layer)));
    }
    float[] features = new float[means.length];
    for (int c = 0; c < features.length; c++) {
      features[c] = means[c] * gains[layer];
    }
    return features;
  }

  /** The network whose layers are chosen for. */
  public Digest network() {
    return network;
  }

  /** Options of every layer. */
  public List<Option> options() {
    return options;
  }

  /** The same gate with other parameters. */
  LstmGate with(float[] other) {
    return new LstmGate(network, options, shape, gains, other);
  }

  GateShape shape() {
    return shape;
  }

  float[] gains() {
    return gains.clone();
  }

  float[] parameters() {
    return parameters.clone();
  }

  /** Number of trained parameters. */
  public int parameterCount() {
    return parameters.length;
  }

  /** Bytes of parameters and gains in memory. */
  public long bytes() {
    return (long) (parameters.length + gains.length) * Float.BYTES;
  }

  /** Multiply-adds for one image. */
  public long macs() {
    return shape.macs();
  }
}
