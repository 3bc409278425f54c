package io.requant.backend.fpga.internal.estimate;

import io.requant.backend.fpga.internal.plan.Folding;
import io.requant.backend.fpga.internal.plan.Folding.Fold;
import io.requant.backend.fpga.internal.plan.MemoryStyle;
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

  /** Tables of a requantizer's lane, and of one row of its multiplication by additions. */
  private static final double LANE_LUTS = 100;

  private static final double ROW_LUTS = 50;

  /**
   * What a row and a column of an array cost beside its multipliers, in multipliers: a row has an
   * accumulator and a place in the serializer, a column a part of the word that the window reads.
   */
  private static final double ELEMENT = 0.06;

  private static final double OPERAND = 0.03;

  private static final double ROM_BITS_PER_BLOCK = 7_000;

  private final Program program;
  private final Device device;
  private final boolean padded;

  /**
   * Prepares.
   *
   * @param device what is scarce: a layer's shape is weighed by its multipliers and its memories
   * @param padded whether parallelism need not divide the channels (ceil-folding): fewer
   *     multipliers, more rearranging
   */
  FoldingChoice(Program program, Device device, boolean padded) {
    this.program = program;
    this.device = device;
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
        double cost =
            pe * simd
                + ELEMENT * pe
                + OPERAND * simd
                + memory(pe * simd * s.weightBits(), folds(s, pe, simd));
        if (pixels * words * Numbers.ceilDiv(outPerGroup, pe) <= clocks && cost < least) {
          least = cost;
          best = new Fold(pe, simd, true);
        }
      }
    }
    long words = (long) s.window().area() * Numbers.ceilDiv(inPerGroup, best.simd());
    return best.withSteps(steps(best.pe(), words));
  }

  private int folds(Step.Convolve s, int pe, int simd) {
    int inPerGroup = shape(s.input()).channels() / s.groups();
    int folds = Numbers.ceilDiv(s.bias().length / s.groups(), pe);
    return s.groups() * folds * s.window().area() * Numbers.ceilDiv(inPerGroup, simd);
  }

  /** A memory of constants in multipliers: what the device has of these for each of those. */
  private double memory(int width, int words) {
    double blocks = MemoryStyle.blocks(width, words);
    double inTables = (double) width * words / ROM_BITS_PER_BLOCK;
    return Math.min(blocks, inTables) * device.dsp() / device.bram();
  }

  /**
   * Clocks for a requantizer's multiplication, where DSP slices are too few to give it one: as many
   * as do not hold up the array, for the number of lanes that is cheapest so.
   *
   * @param elements channels of a result
   * @param words clocks of a result
   */
  private int steps(int elements, long words) {
    if (device.family() != Device.Family.GOWIN) {
      return 0;
    }
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int lanes : Numbers.divisors(elements)) {
      int steps = (int) Math.min(Fold.MOST_STEPS, words * lanes / elements);
      double cost = lanes * (LANE_LUTS + ROW_LUTS * Math.ceil(9.0 / Math.max(1, steps)));
      if (steps > 1 && cost < least) {
        least = cost;
        best = steps;
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
        return new Fold(lanes, 1, true, steps(step, lanes, clocks));
      }
    }
    return new Fold(in.channels(), 1, true, steps(step, in.channels(), clocks));
  }

  /** A module without a window has a sum for every beat of its input, or of its last pixel. */
  private int steps(Step step, int lanes, long clocks) {
    boolean windowed = step instanceof Step.Convolve || isPool(step);
    Shape in = shape(step.input());
    long beats = (long) in.height() * in.width() * Numbers.ceilDiv(in.channels(), lanes);
    return windowed ? steps(lanes, area(step)) : steps(1, clocks / beats);
  }

  private boolean isPool(Step step) {
    return step instanceof Step.Average && shape(step.output()).height() > 1;
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
