package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;

/** Chooses how each convolution is computed. */
final class ConvolutionBinder {

  private final Program program;
  private final Tensors tensors;
  private final Kernels kernels;
  private final Scratch scratch;
  private int single;
  private int wide;

  ConvolutionBinder(Program program, Tensors tensors, Kernels kernels, Scratch scratch) {
    this.program = program;
    this.tensors = tensors;
    this.kernels = kernels;
    this.scratch = scratch;
  }

  StepRunner bind(Step.Convolve step) {
    WeightMatrix weights = new WeightMatrix(step);
    int magnitude = program.tensors().get(step.input()).magnitude();
    int[] cuts = Cuts.of(weights, magnitude, step.fitsInt());
    if (cuts == null) {
      wide++;
    } else {
      single++;
    }
    return Layouts.gathers(program, step)
        ? matrix(step, weights, cuts)
        : convolution(step, weights, cuts);
  }

  /** Which arithmetic the convolutions use: {@code f32}, {@code f64} or {@code mixed}. */
  String arithmetic() {
    if (wide == 0) {
      return "f32";
    }
    return single == 0 ? "f64" : "mixed";
  }

  private StepRunner convolution(Step.Convolve step, WeightMatrix weights, int[] cuts) {
    Tensor in = tensors.get(step.input());
    Tensor out = tensors.get(step.output());
    Window window = step.window();
    boolean inPlace = Layouts.slides(program, step);
    Phases phases = inPlace ? null : new Phases(in, window, out.shape(), out.planes().pitch());
    int pitch = inPlace ? in.planes().pitch() : phases.pitch();
    int perGroup = in.shape().channels() / step.groups();
    int origin = position(in, phases, window, 0, 0, 0);
    int[] offsets = new int[weights.taps()];
    for (int k = 0; k < offsets.length; k++) {
      int place = k / perGroup;
      int ky = place / window.kernelWidth();
      int kx = place % window.kernelWidth();
      offsets[k] = position(in, phases, window, k % perGroup, ky, kx) - origin;
    }
    int[] groupBase = new int[step.groups()];
    for (int g = 0; g < groupBase.length; g++) {
      groupBase[g] = position(in, phases, window, g * perGroup, 0, 0);
    }
    Band band = Band.of(out.shape(), pitch);
    ChannelScale[] scales = scales(step);
    if (phases != null) {
      scratch.reserveFloats(phases.elements());
    }
    int inputs = inPlace ? (int) in.planes().elements(in.shape().channels()) : phases.elements();
    Products products =
        cuts == null
            ? new DoubleProducts(
                kernels, scratch, weights, offsets, scales, inputs, band.positions())
            : new FloatProducts(kernels, scratch, weights, offsets, cuts, scales, band.positions());
    return new ConvolveStep(
        in, phases, scratch, products, groupBase, pitch, band.rows(), residual(step), out);
  }

  private static int position(
      Tensor in, Phases phases, Window window, int channel, int ky, int kx) {
    return phases == null
        ? in.planes().row(channel, ky - window.padTop()) + kx - window.padLeft()
        : phases.index(channel, ky, kx);
  }

  private StepRunner matrix(Step.Convolve step, WeightMatrix weights, int[] cuts) {
    Tensor in = tensors.get(step.input());
    Tensor out = tensors.get(step.output());
    int[][] gather = gather(step, in, out.shape(), weights.taps());
    ChannelScale[] scales = scales(step);
    Tensor residual = residual(step);
    return cuts == null
        ? new DoubleMatrixStep(
            kernels, scratch, weights, in.values(), gather, scales, residual, out)
        : new FloatMatrixStep(
            kernels, scratch, weights, cuts, in.values(), gather, scales, residual, out);
  }

  private int[][] gather(Step.Convolve step, Tensor in, Shape out, int taps) {
    Shape shape = program.tensors().get(step.input()).shape();
    Window w = step.window();
    int[][] gather = new int[out.height() * out.width()][taps];
    for (int pixel = 0; pixel < gather.length; pixel++) {
      for (int k = 0; k < taps; k++) {
        int place = k / shape.channels();
        int y = pixel / out.width() * w.strideY() + place / w.kernelWidth() - w.padTop();
        int x = pixel % out.width() * w.strideX() + place % w.kernelWidth() - w.padLeft();
        boolean inside = y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
        gather[pixel][k] =
            inside
                ? in.index((y * shape.width() + x) * shape.channels() + k % shape.channels())
                : MatrixStep.OUTSIDE;
      }
    }
    return gather;
  }

  private Tensor residual(Step.Convolve step) {
    return step.residual() < 0 ? null : tensors.get(step.residual());
  }

  private ChannelScale[] scales(Step.Convolve step) {
    int magnitude = step.residual() < 0 ? 0 : program.tensors().get(step.residual()).magnitude();
    ChannelScale[] scales = new ChannelScale[step.bias().length];
    for (int c = 0; c < scales.length; c++) {
      scales[c] =
          ChannelScale.of(
              step.bias()[c],
              new Requantizer(step.multipliers()[c], step.shifts()[c]),
              step.residualScale(),
              step.low(),
              step.high(),
              step.accumulatorBound(),
              magnitude);
    }
    return scales;
  }
}
