package io.requant.model.reference;

import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Layer;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;

/** Pools and copies on floats that hold real values or integers. All tensors are NHWC. */
public final class FloatPools {

  private FloatPools() {}

  /**
   * Computes a layer that has one input and neither parameters nor a rectifier.
   *
   * @param layer a pool, {@link Subsample} or {@link Flatten}
   * @param from shape of the input
   * @param in input
   * @param to shape of the result
   * @param out receives the result; zero where a {@link Subsample} puts no channels
   */
  public static void apply(Layer layer, Shape from, float[] in, Shape to, float[] out) {
    if (layer instanceof MaxPool pool) {
      maximum(pool.window(), from, in, to, out);
    } else if (layer instanceof AvgPool || layer instanceof GlobalAvgPool) {
      sum(layer, from, in, to, out);
      float area = area(layer, from);
      for (int i = 0; i < out.length; i++) {
        out[i] /= area;
      }
    } else if (layer instanceof Subsample pick) {
      for (int y = 0; y < to.height(); y++) {
        for (int x = 0; x < to.width(); x++) {
          int source = (y * from.width() + x) * pick.stride() * from.channels();
          int target = (y * to.width() + x) * to.channels() + pick.channelsBefore();
          System.arraycopy(in, source, out, target, from.channels());
        }
      }
    } else if (layer instanceof Flatten) {
      System.arraycopy(in, 0, out, 0, out.length);
    } else {
      throw new IllegalArgumentException("layer '" + layer.name() + "' is neither pool nor copy");
    }
  }

  /** Sums the window of an average pool, without dividing; zero outside the input. */
  public static void sum(Layer averagePool, Shape from, float[] in, Shape to, float[] out) {
    Window w = averagePool instanceof AvgPool pool ? pool.window() : null;
    int o = 0;
    for (int y = 0; y < to.height(); y++) {
      int top = w == null ? 0 : first(y, w.strideY(), w.padTop());
      int bottom = w == null ? from.height() : endRow(y, w, from);
      for (int x = 0; x < to.width(); x++) {
        int left = w == null ? 0 : first(x, w.strideX(), w.padLeft());
        int right = w == null ? from.width() : endColumn(x, w, from);
        for (int c = 0; c < to.channels(); c++) {
          double sum = 0;
          for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
              sum += in[(row * from.width() + column) * from.channels() + c];
            }
          }
          out[o++] = (float) sum;
        }
      }
    }
  }

  private static void maximum(Window w, Shape from, float[] in, Shape to, float[] out) {
    int o = 0;
    for (int y = 0; y < to.height(); y++) {
      for (int x = 0; x < to.width(); x++) {
        for (int c = 0; c < to.channels(); c++) {
          float largest = Float.NEGATIVE_INFINITY;
          for (int row = first(y, w.strideY(), w.padTop()); row < endRow(y, w, from); row++) {
            for (int column = first(x, w.strideX(), w.padLeft());
                column < endColumn(x, w, from);
                column++) {
              largest = Math.max(largest, in[(row * from.width() + column) * from.channels() + c]);
            }
          }
          out[o++] = largest;
        }
      }
    }
  }

  private static float area(Layer layer, Shape from) {
    return layer instanceof AvgPool pool ? pool.window().area() : from.height() * from.width();
  }

  private static int first(int position, int stride, int padding) {
    return Math.max(0, position * stride - padding);
  }

  private static int endRow(int y, Window w, Shape from) {
    return Math.min(from.height(), y * w.strideY() - w.padTop() + w.kernelHeight());
  }

  private static int endColumn(int x, Window w, Shape from) {
    return Math.min(from.width(), x * w.strideX() - w.padLeft() + w.kernelWidth());
  }
}
