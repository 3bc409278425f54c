package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.model.graph.Shape;
import io.requant.model.program.Program;
import io.requant.model.program.Step;

/** Whether a program fits an engine's arrays, found out without making them. */
final class SizeCheck {

  private static final float[] NOTHING = {};

  private final Program program;
  private final Layouts layouts;

  private SizeCheck(Program program) {
    this.program = program;
    this.layouts = new Layouts(program);
  }

  /**
   * Throws what building an engine would throw.
   *
   * @throws TooLargeException if a tensor or scratch array would exceed its limit
   */
  static void check(Program program) {
    SizeCheck sizes = new SizeCheck(program);
    Tensors.check(program, sizes.layouts);
    for (Step step : program.steps()) {
      if (step instanceof Step.Convolve convolve && !Layouts.gathers(program, convolve)) {
        sizes.check(convolve);
      }
    }
  }

  private void check(Step.Convolve step) {
    Shape in = shape(step.input());
    Shape out = shape(step.output());
    int pitch = layouts.of(in).pitch();
    if (!Layouts.slides(program, step)) {
      Tensor from = new Tensor(in, layouts.of(in), NOTHING);
      pitch = new Phases(from, step.window(), out, layouts.of(out).pitch()).pitch();
    }
    int stride = Band.of(out, pitch).positions() + Kernels.SLACK;
    Scratch.check((long) out.channels() * stride);
  }

  private Shape shape(int tensor) {
    return program.tensors().get(tensor).shape();
  }
}
