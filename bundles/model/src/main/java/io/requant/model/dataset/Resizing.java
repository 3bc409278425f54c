package io.requant.model.dataset;

import io.requant.model.graph.Shape;

/**
 * Images at another resolution: linear interpolation between the centres of pixels; where an image
 * gets smaller, the same filter as wide as what becomes one pixel, so that nothing is skipped. The
 * same pixels give the same pixels on every machine.
 */
final class Resizing {

  private final Shape from;
  private final Shape to;
  private final Filter rows;
  private final Filter columns;

  /**
   * Which source positions make up a target position, and how much of each.
   *
   * @param first first source position of each target position
   * @param weights weights from there on, summing up to 1
   */
  @SuppressWarnings("ArrayRecordComponent") // internal, never compared
  private record Filter(int[] first, double[][] weights) {

    static Filter of(int from, int to) {
      double scale = (double) from / to;
      double reach = Math.max(1, scale);
      int[] first = new int[to];
      double[][] weights = new double[to][];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale - 0.5;
        first[i] = Math.max(0, (int) Math.floor(centre - reach) + 1);
        int last = Math.min(from - 1, (int) Math.ceil(centre + reach) - 1);
        weights[i] = new double[last - first[i] + 1];
        double sum = 0;
        for (int k = 0; k < weights[i].length; k++) {
          weights[i][k] = 1 - Math.abs(first[i] + k - centre) / reach;
          sum += weights[i][k];
        }
        for (int k = 0; k < weights[i].length; k++) {
          weights[i][k] /= sum;
        }
      }
      return new Filter(first, weights);
    }
  }

  Resizing(Shape from, int height, int width) {
    this.from = from;
    this.to = new Shape(height, width, from.channels());
    this.rows = Filter.of(from.height(), height);
    this.columns = Filter.of(from.width(), width);
  }

  /** Shape of the result. */
  Shape shape() {
    return to;
  }

  /** Resizes one image of unsigned bytes, channels varying fastest, into an array at an index. */
  void apply(byte[] image, byte[] target, int at) {
    int channels = from.channels();
    double[] wide = new double[from.height() * to.width() * channels];
    for (int y = 0; y < from.height(); y++) {
      for (int x = 0; x < to.width(); x++) {
        double[] weights = columns.weights()[x];
        for (int k = 0; k < weights.length; k++) {
          int source = (y * from.width() + columns.first()[x] + k) * channels;
          for (int c = 0; c < channels; c++) {
            wide[(y * to.width() + x) * channels + c] += weights[k] * (image[source + c] & 0xFF);
          }
        }
      }
    }
    int row = to.width() * channels;
    double[] sums = new double[row];
    for (int y = 0; y < to.height(); y++) {
      java.util.Arrays.fill(sums, 0.5);
      double[] weights = rows.weights()[y];
      for (int k = 0; k < weights.length; k++) {
        int source = (rows.first()[y] + k) * row;
        for (int i = 0; i < row; i++) {
          sums[i] += weights[k] * wide[source + i];
        }
      }
      for (int i = 0; i < row; i++) {
        target[at + y * row + i] = (byte) Math.max(0, Math.min(255, (int) Math.floor(sums[i])));
      }
    }
  }
}
