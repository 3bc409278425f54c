package io.requant.model.reference;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import java.util.Arrays;

/**
 * Convolution or linear layer in single precision, fast enough for calibration in plain Java.
 *
 * <p>Tiles of the result are matrix products over unfolded patches, laid out one row per weight so
 * that the inner loop runs along pixels: the form that the JIT compiler turns into vectors (four
 * rows a pass; eight defeat it). The order of summation is fixed, so results are the same on every
 * machine; sums of integers below 2^24 are exact.
 *
 * <p>Not thread-safe: one instance per thread.
 */
public final class FloatConvolution {

  private static final int TILE = 256;
  private static final Window UNIT = Window.square(1, 1, 0);

  private final Shape in;
  private final Shape out;
  private final Window window;
  private final int groups;
  private final int depth;
  private final int paddedWidth;
  private final float[][] planes;
  private final float[][] patches;
  private final float[] sums;

  /**
   * Prepares a layer.
   *
   * @param layer the layer
   * @param in shape of its input
   * @param out shape of its result
   */
  public FloatConvolution(Parametric layer, Shape in, Shape out) {
    this.in = in;
    this.out = out;
    window = windowOf(layer);
    groups = groupsOf(layer);
    depth = in.channels() / groups;
    paddedWidth = in.width() + window.padLeft() + window.padRight();
    int paddedHeight = in.height() + window.padTop() + window.padBottom();
    planes = new float[in.channels()][paddedHeight * paddedWidth];
    int tile = Math.min(TILE, out.height() * out.width());
    patches = new float[window.area() * depth][tile];
    sums = new float[tile];
  }

  /** Window of a layer; 1x1 for a linear one. */
  public static Window windowOf(Parametric layer) {
    return layer instanceof Conv conv ? conv.window() : UNIT;
  }

  /** Groups of a layer; 1 for a linear one. */
  public static int groupsOf(Parametric layer) {
    return layer instanceof Linear ? 1 : ((Conv) layer).groups();
  }

  /**
   * Computes the layer.
   *
   * @param input NHWC
   * @param weights ordered output channel, kernel row, kernel column, input channel of the group
   * @param bias one per output channel
   * @param result NHWC, overwritten
   */
  public void run(float[] input, float[] weights, float[] bias, float[] result) {
    split(input);
    int pixels = out.height() * out.width();
    int perGroup = out.channels() / groups;
    for (int first = 0; first < pixels; first += TILE) {
      int count = Math.min(TILE, pixels - first);
      for (int g = 0; g < groups; g++) {
        unfold(g, first, count);
        for (int c = g * perGroup; c < (g + 1) * perGroup; c++) {
          multiply(weights, c * patches.length, bias[c], count);
          for (int i = 0, o = first * out.channels() + c; i < count; i++, o += out.channels()) {
            result[o] = sums[i];
          }
        }
      }
    }
  }

  /**
   * The patch that one output pixel reads, in the order of an output channel's weights.
   *
   * @param input NHWC
   * @param group group of channels
   * @param pixel output pixel: row x width + column
   * @param patch receives it; as long as an output channel has weights
   */
  public void patch(float[] input, int group, int pixel, float[] patch) {
    int top = pixel / out.width() * window.strideY() - window.padTop();
    int left = pixel % out.width() * window.strideX() - window.padLeft();
    int k = 0;
    for (int row = top; row < top + window.kernelHeight(); row++) {
      for (int column = left; column < left + window.kernelWidth(); column++, k += depth) {
        if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
          int from = (row * in.width() + column) * in.channels() + group * depth;
          System.arraycopy(input, from, patch, k, depth);
        } else {
          Arrays.fill(patch, k, k + depth, 0);
        }
      }
    }
  }

  /** NHWC to one padded plane per channel. */
  private void split(float[] input) {
    int i = 0;
    for (int y = 0; y < in.height(); y++) {
      int row = (y + window.padTop()) * paddedWidth + window.padLeft();
      for (int x = 0; x < in.width(); x++) {
        for (int c = 0; c < in.channels(); c++) {
          planes[c][row + x] = input[i++];
        }
      }
    }
  }

  private void unfold(int group, int first, int count) {
    int k = 0;
    for (int ky = 0; ky < window.kernelHeight(); ky++) {
      for (int kx = 0; kx < window.kernelWidth(); kx++) {
        for (int d = 0; d < depth; d++) {
          gather(planes[group * depth + d], ky * paddedWidth + kx, first, count, patches[k++]);
        }
      }
    }
  }

  private void gather(float[] plane, int offset, int first, int count, float[] row) {
    int done = 0;
    while (done < count) {
      int x = (first + done) % out.width();
      int y = (first + done) / out.width();
      int run = Math.min(count - done, out.width() - x);
      int from = offset + y * window.strideY() * paddedWidth + x * window.strideX();
      if (window.strideX() == 1) {
        System.arraycopy(plane, from, row, done, run);
      } else {
        for (int i = 0; i < run; i++) {
          row[done + i] = plane[from + i * window.strideX()];
        }
      }
      done += run;
    }
  }

  private void multiply(float[] weights, int w, float bias, int count) {
    Arrays.fill(sums, 0, count, bias);
    int k = 0;
    for (; k + 4 <= patches.length; k += 4) {
      addFour(
          sums,
          patches[k],
          patches[k + 1],
          patches[k + 2],
          patches[k + 3],
          weights[w + k],
          weights[w + k + 1],
          weights[w + k + 2],
          weights[w + k + 3],
          count);
    }
    for (; k < patches.length; k++) {
      addOne(sums, patches[k], weights[w + k], count);
    }
  }

  private static void addFour(
      float[] sums,
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float wa,
      float wb,
      float wc,
      float wd,
      int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += (wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i]);
    }
  }

  private static void addOne(float[] sums, float[] a, float wa, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += wa * a[i];
    }
  }
}
