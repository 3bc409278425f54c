package io.requant.quantlstm.internal.measure;

import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;
import java.util.List;

/**
 * How much memory the feature maps of an inference need at least, packed at the widths of the
 * policy: a map lives from the step that writes it to the last one that reads it, and while a step
 * computes, what it reads and what it writes both live.
 */
public final class FeatureMaps {

  private FeatureMaps() {}

  /** Most bytes of feature maps that live at once. */
  public static long peakBytes(Program program) {
    List<Step> steps = program.steps();
    int[] owner = owners(program);
    int[] born = new int[owner.length];
    int[] dies = new int[owner.length];
    born[program.input()] = -1;
    for (int s = 0; s < steps.size(); s++) {
      Step step = steps.get(s);
      if (!(step instanceof Step.Reshape)) {
        born[step.output()] = s;
      }
      dies[owner[step.input()]] = s;
      if (step.residual() >= 0) {
        dies[owner[step.residual()]] = s;
      }
    }
    dies[owner[program.output()]] = steps.size();
    long peak = 0;
    for (int s = 0; s < steps.size(); s++) {
      long live = 0;
      for (int t = 0; t < owner.length; t++) {
        if (owner[t] == t && born[t] <= s && dies[t] >= s) {
          live += bytes(program.tensors().get(t));
        }
      }
      peak = Math.max(peak, live);
    }
    return peak;
  }

  /** The tensor whose memory each tensor uses: another shape is the same memory. */
  private static int[] owners(Program program) {
    int[] owner = new int[program.tensors().size()];
    for (int t = 0; t < owner.length; t++) {
      owner[t] = t;
    }
    for (Step step : program.steps()) {
      if (step instanceof Step.Reshape) {
        owner[step.output()] = owner[step.input()];
      }
    }
    return owner;
  }

  private static long bytes(TensorSpec tensor) {
    return ((long) tensor.shape().size() * tensor.bits() + 7) / 8;
  }
}
