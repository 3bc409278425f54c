package io.requant.backend.fpga.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GeometryTest {

  private static Geometry random(
      int height, int width, int kernel, int stride, int before, int after) {
    int top = Math.min(before, kernel - 1);
    int bottom = Math.min(after, kernel - 1);
    int tall = Math.min(kernel, height + top + bottom);
    int wide = Math.min(kernel, width + top + bottom);
    int t = Math.min(top, tall - 1);
    int l = Math.min(top, wide - 1);
    int rows = (height + t + Math.min(bottom, tall - 1) - tall) / stride + 1;
    int columns = (width + l + Math.min(bottom, wide - 1) - wide) / stride + 1;
    return new Geometry(height, width, rows, columns, tall, wide, stride, stride, t, l);
  }

  @Property
  void nothingIsReleasedThatAWindowStillReads(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(min = 0, max = 4) int before,
      @ForAll @IntRange(min = 0, max = 4) int after) {
    Geometry g = random(height, width, kernel, stride, before, after);
    int least = Integer.MAX_VALUE;
    for (int y = g.outHeight() - 1; y >= 0; y--) {
      for (int x = g.outWidth() - 1; x >= 0; x--) {
        int first = Integer.MAX_VALUE;
        int last = -1;
        for (int k = 0; k < g.area(); k++) {
          int row = y * stride - g.padTop() + k / g.kernelWidth();
          int column = x * stride - g.padLeft() + k % g.kernelWidth();
          if (row >= 0 && row < height && column >= 0 && column < width) {
            first = Math.min(first, row * width + column);
            last = Math.max(last, row * width + column);
          }
        }
        least = Math.min(least, first);
        assertThat(g.releasedPixels(y, x)).isLessThanOrEqualTo(least);
        assertThat(g.neededPixels(y, x)).isEqualTo(last + 1);
        assertThat(g.neededPixels(y, x) - g.releasedPixels(y, x))
            .isLessThanOrEqualTo(g.heldPixels());
      }
    }
  }

  @Example
  void aThreeByThreeWindowHoldsTwoRowsAndThreePixels() {
    Geometry g = Geometry.of(new Shape(10, 10, 1), new Shape(10, 10, 1), Window.square(3, 1, 1));
    assertThat(g.heldPixels()).isEqualTo(23);
  }
}
