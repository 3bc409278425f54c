package io.requant.quantlstm.internal.gate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sizes of a gate, and where its parameters are in one flat array.
 *
 * <p>In this order, matrices by output row: for each number of channels, ascending, a projection
 * (10 x channels) and its bias (10); the LSTM's weights for the projection (40 x 10), for the level
 * (40 x 4), for the state (40 x 10) and its bias (40), rows in the order input, forget, cell,
 * output gate; the initial state of each level (4 x 10); the last layer (options x 10) and its bias
 * (options). Projections are shared by layers that read equally many channels, all else by all
 * layers.
 */
final class GateShape {

  /** Values that a layer's features are projected to. */
  static final int FEATURES = 10;

  /** Size of the LSTM's state. */
  static final int HIDDEN = 10;

  /** Resource levels. */
  static final int LEVELS = 4;

  /** Rows of the LSTM: four gates. */
  static final int ROWS = 4 * HIDDEN;

  /** Most layers of a network that a gate can be made for. */
  static final int MAX_LAYERS = 512;

  /** Most options of a layer. */
  static final int MAX_OPTIONS = 64;

  /** Most channels of what a layer reads. */
  static final int MAX_CHANNELS = 4096;

  private final int[] channels;
  private final int options;
  private final int[] projections;
  private final int lstm;
  private final int parameters;

  /**
   * Computes the layout.
   *
   * @param channels of what each layer reads, in computing order
   * @param options that each layer has
   * @throws IllegalArgumentException if there are none or too many of something
   */
  GateShape(int[] channels, int options) {
    if (channels.length == 0 || channels.length > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "a gate for %d layers; 1..%d are possible".formatted(channels.length, MAX_LAYERS));
    }
    if (options < 1 || options > MAX_OPTIONS) {
      throw new IllegalArgumentException(
          "a gate with %d options; 1..%d are possible".formatted(options, MAX_OPTIONS));
    }
    for (int c : channels) {
      if (c < 1 || c > MAX_CHANNELS) {
        throw new IllegalArgumentException(
            "a gate for a layer that reads %d channels; 1..%d are possible"
                .formatted(c, MAX_CHANNELS));
      }
    }
    this.channels = channels.clone();
    this.options = options;
    this.projections = new int[channels.length];
    int at = 0;
    for (int width : IntStream.of(channels).sorted().distinct().toArray()) {
      for (int l = 0; l < channels.length; l++) {
        projections[l] = channels[l] == width ? at : projections[l];
      }
      at += FEATURES * (width + 1);
    }
    lstm = at;
    parameters = bias() + options;
  }

  /** Number of layers that the gate chooses for. */
  int layers() {
    return channels.length;
  }

  /** Channels of what a layer reads. */
  int channels(int layer) {
    return channels[layer];
  }

  int options() {
    return options;
  }

  /** Number of parameters. */
  int parameters() {
    return parameters;
  }

  /** Start of the projection of a layer; its bias follows. */
  int projection(int layer) {
    return projections[layer];
  }

  /** Start of the LSTM's weights for the projection. */
  int input() {
    return lstm;
  }

  /** Start of the LSTM's weights for the level. */
  int level() {
    return input() + ROWS * FEATURES;
  }

  /** Start of the LSTM's weights for its state. */
  int state() {
    return level() + ROWS * LEVELS;
  }

  /** Start of the LSTM's bias. */
  int lstmBias() {
    return state() + ROWS * HIDDEN;
  }

  /** Start of the initial states. */
  int initial() {
    return lstmBias() + ROWS;
  }

  /** Start of the last layer. */
  int last() {
    return initial() + LEVELS * HIDDEN;
  }

  /** Start of the last layer's bias. */
  int bias() {
    return last() + options * HIDDEN;
  }

  /**
   * Multiply-adds of the choice for one image. What the level contributes is the same for all
   * images and layers, so it is not counted; nor are the additions of the average pools.
   */
  long macs() {
    long each = ROWS * (FEATURES + HIDDEN) + (long) options * HIDDEN;
    return channels.length * each
        + Arrays.stream(channels).mapToLong(c -> (long) c * FEATURES).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GateShape shape
        && options == shape.options
        && Arrays.equals(channels, shape.channels);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(channels) + options;
  }
}
