package io.requant.quantlstm.internal.gate;

import static io.requant.quantlstm.internal.gate.GateShape.FEATURES;
import static io.requant.quantlstm.internal.gate.GateShape.HIDDEN;
import static io.requant.quantlstm.internal.gate.GateShape.LEVELS;
import static io.requant.quantlstm.internal.gate.GateShape.ROWS;

/**
 * One pass of a gate over the layers of a network, for one image: SkipNet's recurrent gate (Wang et
 * al. 2018, section 3.1) with an option per layer in place of "skip or not".
 *
 * <p>For layer l, with pooled features p, level code e, and (h, c) carried from layer to layer:
 *
 * <pre>
 * z = P[channels of l] p + bias
 * (i, f, g, o) = (sigmoid, sigmoid, tanh, sigmoid)(Wz z + We e + Wh h + bias)
 * c = f c + i g;  h = o tanh(c);  probabilities = softmax(V h + bias)
 * </pre>
 *
 * <p>It starts from h = h0 e, c = 0 and keeps everything for {@link GateGradient}. Not thread-safe.
 */
final class GatePass {

  private final GateShape shape;
  private final double[] fromLevel = new double[ROWS];

  /** Code of the level of the last pass. */
  final double[] code = new double[LEVELS];

  /** State before the first layer, and after each. */
  final double[][] hidden;

  /** Cells before the first layer, and after each. */
  final double[][] cells;

  /** Projected features by layer. */
  final double[][] projected;

  /** Values of the four gates by layer. */
  final double[][] gates;

  /** Logarithms of the probabilities, by layer and option. */
  final double[][] logs;

  GatePass(GateShape shape) {
    this.shape = shape;
    int layers = shape.layers();
    hidden = new double[layers + 1][HIDDEN];
    cells = new double[layers + 1][HIDDEN];
    projected = new double[layers][FEATURES];
    gates = new double[layers][ROWS];
    logs = new double[layers][shape.options()];
  }

  /**
   * Computes.
   *
   * @param parameters as {@link GateShape} lays them out
   * @param features by layer and channel, in the gate's units
   */
  void run(double[] parameters, float[][] features, GateLevel level) {
    begin(parameters, level);
    for (int l = 0; l < shape.layers(); l++) {
      next(parameters, features[l], l);
    }
  }

  /** Starts before the first layer. */
  void begin(double[] parameters, GateLevel level) {
    for (int e = 0; e < LEVELS; e++) {
      code[e] = level.weight(e);
    }
    for (int r = 0; r < ROWS; r++) {
      fromLevel[r] =
          parameters[shape.lstmBias() + r] + dot(parameters, shape.level() + r * LEVELS, code);
    }
    for (int h = 0; h < HIDDEN; h++) {
      hidden[0][h] = 0;
      for (int e = 0; e < LEVELS; e++) {
        hidden[0][h] += code[e] * parameters[shape.initial() + e * HIDDEN + h];
      }
    }
  }

  /** Goes on by a layer; those before it must be done. */
  void next(double[] parameters, float[] features, int layer) {
    project(parameters, features, layer);
    step(parameters, layer);
    choose(parameters, layer);
  }

  private void project(double[] parameters, float[] features, int l) {
    int channels = shape.channels(l);
    int start = shape.projection(l);
    for (int k = 0; k < FEATURES; k++) {
      double sum = parameters[start + FEATURES * channels + k];
      for (int c = 0; c < channels; c++) {
        sum += parameters[start + k * channels + c] * features[c];
      }
      projected[l][k] = sum;
    }
  }

  private void step(double[] parameters, int l) {
    double[] gate = gates[l];
    for (int r = 0; r < ROWS; r++) {
      double sum =
          fromLevel[r]
              + dot(parameters, shape.input() + r * FEATURES, projected[l])
              + dot(parameters, shape.state() + r * HIDDEN, hidden[l]);
      boolean cell = r / HIDDEN == 2;
      gate[r] = cell ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
    }
    for (int h = 0; h < HIDDEN; h++) {
      cells[l + 1][h] = gate[HIDDEN + h] * cells[l][h] + gate[h] * gate[2 * HIDDEN + h];
      hidden[l + 1][h] = gate[3 * HIDDEN + h] * Math.tanh(cells[l + 1][h]);
    }
  }

  private void choose(double[] parameters, int l) {
    double[] log = logs[l];
    double largest = Double.NEGATIVE_INFINITY;
    for (int o = 0; o < log.length; o++) {
      log[o] =
          parameters[shape.bias() + o] + dot(parameters, shape.last() + o * HIDDEN, hidden[l + 1]);
      largest = Math.max(largest, log[o]);
    }
    double sum = 0;
    for (double value : log) {
      sum += Math.exp(value - largest);
    }
    double normaliser = largest + Math.log(sum);
    for (int o = 0; o < log.length; o++) {
      log[o] -= normaliser;
    }
  }

  private static double dot(double[] parameters, int start, double[] values) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += parameters[start + i] * values[i];
    }
    return sum;
  }
}
