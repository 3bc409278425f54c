package io.requant.training.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A recurrent gate as numbers, for training: what it sees of a layer, projected, goes through an
 * LSTM whose state is carried from layer to layer, and comes out as an option of the layer.
 *
 * <p>Parameters are in this order, matrices by output row: for each number of channels, ascending,
 * a projection (features x channels) and its bias (features); the LSTM's weights for the projection
 * (4 hidden x features), for the level (4 hidden x levels), for the state (4 hidden x hidden) and
 * its bias (4 hidden), rows in the order input, forget, cell, output gate; the initial state of
 * each level (levels x hidden); the last layer (options x hidden) and its bias (options).
 *
 * @param channels of what each convolution of {@code QuantizationPoints} reads
 * @param options widths that every convolution can have
 * @param features values that the channels are projected to
 * @param hidden size of the LSTM's state
 * @param levels length of the code of a budget
 * @param gains factor of the means of each convolution
 * @param parameters first values
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record RecurrentGate(
    List<Integer> channels,
    List<GateOption> options,
    int features,
    int hidden,
    int levels,
    float[] gains,
    float[] parameters) {

  /** Checks the sizes. */
  public RecurrentGate {
    channels = List.copyOf(channels);
    options = List.copyOf(options);
    int needed = bias(channels, features, hidden, levels, options.size()) + options.size();
    if (gains.length != channels.size() || parameters.length != needed) {
      throw new IllegalArgumentException(
          "a gate with %d gains and %d parameters; its sizes need %d and %d"
              .formatted(gains.length, parameters.length, channels.size(), needed));
    }
  }

  /**
   * TorchScript methods that compute it, by name. {@code gate} takes what is seen of every
   * convolution (images x channels, times its gain), the parameters and the code of a budget, and
   * gives the mean logarithms of the probabilities, convolutions x options.
   */
  public Map<String, String> script() {
    return GateScript.of(this);
  }

  /** Number of convolutions. */
  int layers() {
    return channels.size();
  }

  /** Rows of the LSTM. */
  int rows() {
    return 4 * hidden;
  }

  private static IntStream widths(List<Integer> channels) {
    return channels.stream().mapToInt(Integer::intValue).sorted().distinct();
  }

  /** Start of the projection of what has so many channels; its bias follows. */
  int projection(int width) {
    return widths(channels).filter(c -> c < width).map(c -> features * (c + 1)).sum();
  }

  private static int input(List<Integer> channels, int features) {
    return widths(channels).map(c -> features * (c + 1)).sum();
  }

  /** Start of the LSTM's weights for the projection. */
  int input() {
    return input(channels, features);
  }

  /** Start of the LSTM's weights for the level. */
  int level() {
    return input() + rows() * features;
  }

  /** Start of the LSTM's weights for its state. */
  int state() {
    return level() + rows() * levels;
  }

  /** Start of the LSTM's bias. */
  int rowBias() {
    return state() + rows() * hidden;
  }

  /** Start of the initial states. */
  int initial() {
    return rowBias() + rows();
  }

  /** Start of the last layer. */
  int last() {
    return initial() + levels * hidden;
  }

  /** Start of the last layer's bias. */
  int bias() {
    return bias(channels, features, hidden, levels, options.size());
  }

  private static int bias(
      List<Integer> channels, int features, int hidden, int levels, int options) {
    int lstm = 4 * hidden * (features + levels + hidden + 1);
    return input(channels, features) + lstm + levels * hidden + options * hidden;
  }

  /** What tells one gate from another, as text. */
  String fingerprint() {
    return Integer.toHexString(Arrays.hashCode(parameters))
        + Integer.toHexString(Arrays.hashCode(gains))
        + Integer.toHexString(31 * channels.hashCode() + options.hashCode());
  }
}
