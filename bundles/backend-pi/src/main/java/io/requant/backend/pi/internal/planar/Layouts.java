package io.requant.backend.pi.internal.planar;

import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.util.HashMap;
import java.util.Map;

/**
 * Chooses the layout of every tensor: one per height and width, with borders wide enough for every
 * convolution that slides over such a tensor. With one layout, a sum, a residual connection and
 * most convolutions run over whole planes without regard to rows.
 */
final class Layouts {

  private final Map<Long, Planes> bySize = new HashMap<>();

  Layouts(Program program) {
    program.tensors().forEach(t -> merge(t.shape(), 0, 0, 0));
    for (Step step : program.steps()) {
      if (step instanceof Step.Convolve convolve && slides(program, convolve)) {
        Window w = convolve.window();
        merge(
            program.tensors().get(step.input()).shape(),
            w.padTop(),
            w.padBottom(),
            Math.max(w.padLeft(), w.padRight()));
      }
    }
  }

  /** Whether a convolution reads its input in place; others rearrange or gather it first. */
  static boolean slides(Program program, Step.Convolve step) {
    Window w = step.window();
    return w.strideY() == 1 && w.strideX() == 1 && !gathers(program, step);
  }

  /**
   * Whether a convolution is computed per pixel, with lanes along its output channels: where there
   * are too few pixels for lanes along rows.
   */
  static boolean gathers(Program program, Step.Convolve step) {
    Shape out = program.tensors().get(step.output()).shape();
    return step.groups() == 1
        && out.height() * out.width() <= 4
        && out.channels() > out.height() * out.width();
  }

  private void merge(Shape shape, int top, int bottom, int gap) {
    bySize.merge(
        key(shape),
        new Planes(shape.height(), shape.width(), top, bottom, gap),
        (a, b) ->
            new Planes(
                a.height(),
                a.width(),
                Math.max(a.top(), b.top()),
                Math.max(a.bottom(), b.bottom()),
                Math.max(a.gap(), b.gap())));
  }

  Planes of(Shape shape) {
    return bySize.get(key(shape));
  }

  private static long key(Shape shape) {
    return (long) shape.height() << 32 | shape.width();
  }
}
