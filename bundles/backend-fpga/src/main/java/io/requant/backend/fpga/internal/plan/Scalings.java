package io.requant.backend.fpga.internal.plan;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;

/** Requantizers of a program's steps. */
record Scalings(Program program, Folding folding) {

  Scaling of(Step.Convolve s, Bounds bounds, int beats) {
    return new Scaling(
        bounds.accBits(),
        bounds.biasBits(),
        bounds.sumBits(),
        ShiftRange.of(s.shifts(), folding.widthStep()),
        beats,
        residual(s, s.residualScale()),
        folding.of(s.name()).steps(),
        program.tensors().get(s.output()).bits(),
        s.bias(),
        s.multipliers(),
        s.shifts(),
        s.residualScale(),
        s.low(),
        s.high());
  }

  Scaling of(Step.Average s, Bounds bounds) {
    return shared(s, bounds, s.scale(), null, s.low(), s.high());
  }

  Scaling of(Step.Rescale s, Bounds bounds) {
    return shared(s, bounds, s.scale(), s.residualScale(), s.low(), s.high());
  }

  private Scaling shared(
      Step s, Bounds bounds, Requantizer scale, Requantizer residualScale, int low, int high) {
    byte[] shifts = {(byte) scale.shift()};
    return new Scaling(
        bounds.accBits(),
        bounds.biasBits(),
        bounds.sumBits(),
        ShiftRange.of(shifts, folding.widthStep()),
        1,
        residual(s, residualScale),
        folding.of(s.name()).steps(),
        program.tensors().get(s.output()).bits(),
        new int[1],
        new int[] {scale.multiplier()},
        shifts,
        residualScale,
        low,
        high);
  }

  private Scaling.Residual residual(Step s, Requantizer scale) {
    if (scale == null) {
      return null;
    }
    TensorSpec spec = program.tensors().get(s.residual());
    ShiftRange range = ShiftRange.of(new byte[] {(byte) scale.shift()}, folding.widthStep());
    return new Scaling.Residual(spec.bits(), spec.signed(), range);
  }
}
