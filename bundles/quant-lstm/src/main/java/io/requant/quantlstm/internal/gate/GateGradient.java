package io.requant.quantlstm.internal.gate;

import static io.requant.quantlstm.internal.gate.GateShape.FEATURES;
import static io.requant.quantlstm.internal.gate.GateShape.HIDDEN;
import static io.requant.quantlstm.internal.gate.GateShape.LEVELS;
import static io.requant.quantlstm.internal.gate.GateShape.ROWS;

import java.util.Arrays;

/** Loss of a pass against wanted options, and its gradient: backpropagation through the layers. */
final class GateGradient {

  private final GateShape shape;
  private final double[] toHidden = new double[HIDDEN];
  private final double[] toCells = new double[HIDDEN];
  private final double[] toRows = new double[ROWS];
  private final double[] toProjected = new double[FEATURES];

  GateGradient(GateShape shape) {
    this.shape = shape;
  }

  /** Cross entropy of a pass, in nats a layer. */
  static double loss(GatePass pass, int[] wanted) {
    double sum = 0;
    for (int l = 0; l < wanted.length; l++) {
      sum -= pass.logs[l][wanted[l]];
    }
    return sum / wanted.length;
  }

  /**
   * Adds the gradient of the loss of a pass.
   *
   * @param parameters that the pass was run with
   * @param features that it was shown
   * @param wanted option by layer
   * @param weight of this pass
   * @param gradient is added to
   */
  void add(
      GatePass pass,
      double[] parameters,
      float[][] features,
      int[] wanted,
      double weight,
      double[] gradient) {
    Arrays.fill(toHidden, 0);
    Arrays.fill(toCells, 0);
    for (int l = shape.layers() - 1; l >= 0; l--) {
      choice(pass, l, parameters, wanted[l], weight / shape.layers(), gradient);
      rows(pass, l);
      step(pass, l, parameters, gradient);
      projection(l, features[l], gradient);
    }
    for (int e = 0; e < LEVELS; e++) {
      for (int h = 0; h < HIDDEN; h++) {
        gradient[shape.initial() + e * HIDDEN + h] += pass.code[e] * toHidden[h];
      }
    }
  }

  /** Softmax, cross entropy and the last layer. */
  private void choice(
      GatePass pass, int l, double[] parameters, int wanted, double weight, double[] gradient) {
    for (int o = 0; o < shape.options(); o++) {
      double delta = weight * (Math.exp(pass.logs[l][o]) - (o == wanted ? 1 : 0));
      gradient[shape.bias() + o] += delta;
      for (int h = 0; h < HIDDEN; h++) {
        int at = shape.last() + o * HIDDEN + h;
        gradient[at] += delta * pass.hidden[l + 1][h];
        toHidden[h] += delta * parameters[at];
      }
    }
  }

  /** From state and cells to the sums of the four gates. */
  private void rows(GatePass pass, int l) {
    double[] gate = pass.gates[l];
    for (int h = 0; h < HIDDEN; h++) {
      double in = gate[h];
      double forget = gate[HIDDEN + h];
      double cell = gate[2 * HIDDEN + h];
      double out = gate[3 * HIDDEN + h];
      double squashed = Math.tanh(pass.cells[l + 1][h]);
      toCells[h] += toHidden[h] * out * (1 - squashed * squashed);
      toRows[h] = toCells[h] * cell * in * (1 - in);
      toRows[HIDDEN + h] = toCells[h] * pass.cells[l][h] * forget * (1 - forget);
      toRows[2 * HIDDEN + h] = toCells[h] * in * (1 - cell * cell);
      toRows[3 * HIDDEN + h] = toHidden[h] * squashed * out * (1 - out);
      toCells[h] *= forget;
    }
  }

  private void step(GatePass pass, int l, double[] parameters, double[] gradient) {
    Arrays.fill(toHidden, 0);
    Arrays.fill(toProjected, 0);
    for (int r = 0; r < ROWS; r++) {
      double delta = toRows[r];
      gradient[shape.lstmBias() + r] += delta;
      for (int e = 0; e < LEVELS; e++) {
        gradient[shape.level() + r * LEVELS + e] += delta * pass.code[e];
      }
      for (int k = 0; k < FEATURES; k++) {
        int at = shape.input() + r * FEATURES + k;
        gradient[at] += delta * pass.projected[l][k];
        toProjected[k] += delta * parameters[at];
      }
      for (int h = 0; h < HIDDEN; h++) {
        int at = shape.state() + r * HIDDEN + h;
        gradient[at] += delta * pass.hidden[l][h];
        toHidden[h] += delta * parameters[at];
      }
    }
  }

  private void projection(int l, float[] features, double[] gradient) {
    int channels = shape.channels(l);
    int start = shape.projection(l);
    for (int k = 0; k < FEATURES; k++) {
      gradient[start + FEATURES * channels + k] += toProjected[k];
      for (int c = 0; c < channels; c++) {
        gradient[start + k * channels + c] += toProjected[k] * features[c];
      }
    }
  }
}
