package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.util.ArrayList;
import java.util.List;

/** Turns a program into steps that are bound to buffers. */
final class ProgramBinder {

  private final Program program;
  private final Kernels kernels;
  private final Tensors tensors;
  private final Scratch scratch = new Scratch();
  private final ConvolutionBinder convolutions;
  private final List<StepRunner> runners = new ArrayList<>();

  /**
   * Binds a program.
   *
   * @throws TooLargeException if a tensor or scratch array would exceed its limit
   */
  ProgramBinder(Program program, Kernels kernels) {
    this.program = program;
    this.kernels = kernels;
    this.tensors = new Tensors(program);
    this.convolutions = new ConvolutionBinder(program, tensors, kernels, scratch);
    for (Step step : program.steps()) {
      if (!tensors.isFree(step)) {
        runners.add(bind(step));
      }
    }
  }

  private StepRunner bind(Step step) {
    if (step instanceof Step.Convolve convolve) {
      return convolutions.bind(convolve);
    }
    Tensor in = tensors.get(step.input());
    Tensor out = tensors.get(step.output());
    int magnitude = program.tensors().get(step.input()).magnitude();
    if (step instanceof Step.Rescale s) {
      Tensor residual = s.residual() < 0 ? null : tensors.get(s.residual());
      int other = s.residual() < 0 ? 0 : program.tensors().get(s.residual()).magnitude();
      ChannelScale scale =
          ChannelScale.of(0, s.scale(), s.residualScale(), s.low(), s.high(), magnitude, other);
      return new RescaleStep(kernels, scratch, in, residual, out, scale);
    }
    if (step instanceof Step.Average s) {
      long bound = (long) s.kernelHeight() * s.kernelWidth() * magnitude;
      ChannelScale scale = ChannelScale.of(0, s.scale(), null, s.low(), s.high(), bound, 0);
      return new AverageStep(kernels, scratch, s, in, out, scale);
    }
    if (step instanceof Step.Maximum s) {
      return new MaximumStep(in, out, s.window());
    }
    if (step instanceof Step.Pick s) {
      return new PickStep(in, out, s.stride(), s.channelsBefore());
    }
    return new ReshapeStep(in, out);
  }

  StepRunner[] runners() {
    return runners.toArray(StepRunner[]::new);
  }

  Tensor tensor(int index) {
    return tensors.get(index);
  }

  /** Name of the code path, with the arithmetic of its convolutions. */
  String path() {
    return kernels.name() + "-" + convolutions.arithmetic();
  }

  /** Bytes of weights, tables, feature maps and scratch memory. */
  long bytes() {
    return tensors.bytes()
        + scratch.bytes()
        + kernels.bytes()
        + runners.stream().mapToLong(StepRunner::bytes).sum();
  }
}
