package io.requant.backend.fpga.internal.estimate;

import io.requant.backend.fpga.internal.plan.Folding;
import io.requant.backend.fpga.internal.plan.Folding.Fold;
import io.requant.backend.fpga.internal.plan.Numbers;
import io.requant.model.graph.Shape;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Folds every step just so far that it keeps a pace: the fewest multipliers with which no step
 * takes more clocks per frame than a target.
 */
final class FoldingChoice {

  private final Program program;
  private final boolean padded;

  /**
   * Prepares.
   *
   * @param padded whether parallelism need not divide the channels (ceil-folding): fewer
   *     multipliers, more rearranging
   */
  FoldingChoice(Program program, boolean padded) {
    this.program = program;
    this.padded = padded;
  }

  /** Clocks per frame with everything in parallel: the pace of the layer that cannot be faster. */
  long fastest() {
    long most = 1;
    for (Step step : program.steps()) {
      Shape in = shape(step.input());
      Shape out = shape(step.output());
      long groups = step instanceof Step.Convolve s && !isDepthwise(s) ? s.groups() : 1;
      long reads = (long) out.height() * out.width() * area(step) * groups;
      most = Math.max(most, Math.max((long) in.height() * in.width() * groups, reads));
    }
    return most;
  }

  /**
   * The folding for a pace.
   *
   * @param target most clocks per frame; what no folding can reach is taken as the fastest pace
   */
  Folding forTarget(long target) {
    long clocks = Math.max(target, fastest());
    Map<String, Fold> folds = new HashMap<>();
    for (Step step : program.steps()) {
      folds.put(
          step.name(),
          step instanceof Step.Convolve s && !isDepthwise(s)
              ? matrix(s, clocks)
              : lanes(step, clocks));
    }
    return new Folding(folds);
  }

  private Fold matrix(Step.Convolve s, long clocks) {
    Shape in = shape(s.input());
    int inPerGroup = in.channels() / s.groups();
    int outPerGroup = s.bias().length / s.groups();
    Shape out = shape(s.output());
    long pixels = (long) out.height() * out.width() * s.window().area() * s.groups();
    Fold best = new Fold(outPerGroup, inPerGroup, true);
    double least = Double.MAX_VALUE;
    for (int simd : parallelisms(inPerGroup)) {
      long words = Numbers.ceilDiv(inPerGroup, simd);
      if ((long) in.height() * in.width() * s.groups() * words > clocks) {
        continue; // its input alone would take longer
      }
      for (int pe : parallelisms(outPerGroup)) {
        double cost = pe * simd * (1 + 0.02 * Math.abs(Math.log((double) simd / pe)));
        if (pixels * words * Numbers.ceilDiv(outPerGroup, pe) <= clocks && cost < least) {
          least = cost;
          best = new Fold(pe, simd, true);
        }
      }
    }
    return best;
  }

  private Fold lanes(Step step, long clocks) {
    Shape in = shape(step.input());
    Shape out = shape(step.output());
    long perWord =
        Math.max((long) in.height() * in.width(), (long) out.height() * out.width() * area(step));
    for (int lanes : parallelisms(in.channels())) {
      if (perWord * Numbers.ceilDiv(in.channels(), lanes) <= clocks) {
        return new Fold(lanes, 1, true);
      }
    }
    return new Fold(in.channels(), 1, true);
  }

  private static int area(Step step) {
    if (step instanceof Step.Convolve s) {
      return s.window().area();
    }
    if (step instanceof Step.Maximum s) {
      return s.window().area();
    }
    // A global average has one output pixel, so it counts the input once either way.
    return step instanceof Step.Average s ? s.kernelHeight() * s.kernelWidth() : 1;
  }

  private boolean isDepthwise(Step.Convolve s) {
    return s.groups() > 1
        && s.groups() == shape(s.input()).channels()
        && s.bias().length == s.groups();
  }

  /** Parallelisms worth trying, ascending: one for every number of folds, or the divisors. */
  private List<Integer> parallelisms(int channels) {
    if (!padded) {
      return Numbers.divisors(channels);
    }
    TreeSet<Integer> distinct = new TreeSet<>();
    for (int folds = 1; folds <= channels; folds++) {
      distinct.add(Numbers.ceilDiv(channels, folds));
    }
    return List.copyOf(distinct);
  }

  private Shape shape(int tensor) {
    return program.tensors().get(tensor).shape();
  }
}
