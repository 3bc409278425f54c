package io.requant.backend.fpga.internal.plan;

import io.requant.backend.fpga.internal.plan.Folding.Fold;
import io.requant.model.graph.Shape;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.util.List;

/**
 * How many lanes each step reads and writes.
 *
 * <p>A step writes as few lanes as keep its array from waiting: a result of PE channels may leave
 * over as many clocks as the next one takes, at the pace of its requantizer. Among those it takes a
 * number that suits its readers, so that rearrangers stay small.
 */
final class Lanes {

  private static final int INPUT_LANES = 8;

  private final Program program;
  private final Folding folding;

  Lanes(Program program, Folding folding) {
    this.program = program;
    this.folding = folding;
  }

  boolean isDepthwise(Step.Convolve s) {
    int channels = shape(s.input()).channels();
    return s.groups() > 1 && s.groups() == channels && s.bias().length == channels;
  }

  boolean isGlobal(Step.Average s) {
    return isGlobal(program, s);
  }

  private static boolean isGlobal(Program program, Step.Average s) {
    Shape in = program.tensors().get(s.input()).shape();
    Shape out = program.tensors().get(s.output()).shape();
    return s.kernelHeight() == in.height()
        && s.kernelWidth() == in.width()
        && out.height() == 1
        && out.width() == 1
        && s.padTop() == 0
        && s.padLeft() == 0;
  }

  /** Whether a step's module keeps what it reads in a window. */
  static boolean hasWindow(Program program, Step step) {
    return step instanceof Step.Convolve
        || step instanceof Step.Maximum
        || step instanceof Step.Pick
        || (step instanceof Step.Average average && !isGlobal(program, average));
  }

  /** The folding of a convolution, within what its channels and groups allow. */
  Fold fold(Step.Convolve s) {
    Fold wanted = folding.of(s.name());
    int in = shape(s.input()).channels() / s.groups();
    int out = s.bias().length / s.groups();
    if (isDepthwise(s)) {
      return new Fold(Math.min(wanted.pe(), s.bias().length), 1, wanted.dsp(), wanted.steps());
    }
    if (s.groups() == 1) {
      return new Fold(
          Math.min(wanted.pe(), out), Math.min(wanted.simd(), in), wanted.dsp(), wanted.steps());
    }
    // A word must not reach into the next group.
    return new Fold(
        divisor(out, wanted.pe()), divisor(in, wanted.simd()), wanted.dsp(), wanted.steps());
  }

  /** Lanes that a step reads. */
  int in(Step step) {
    int channels = shape(step.input()).channels();
    if (step instanceof Step.Convolve s) {
      return isDepthwise(s) ? fold(s).pe() : fold(s).simd();
    }
    if (step instanceof Step.Pick s
        && shape(s.output()).channels() != shape(s.input()).channels()) {
      return divisor(Numbers.gcd(channels, s.channelsBefore()), folding.of(s.name()).pe());
    }
    return Math.min(folding.of(step.name()).pe(), channels);
  }

  /** Lanes that a step with a window writes. */
  int out(Step step) {
    int elements = step instanceof Step.Convolve s ? fold(s).pe() : in(step);
    long words = wordsPerResult(step) / requantizerInterval(step);
    int best = elements;
    for (int lanes : Numbers.divisors(elements)) {
      if (elements / lanes <= words) {
        if (suits(step.output(), lanes)) {
          return lanes;
        }
        best = Math.min(best, lanes);
      }
    }
    // None suits: as many as there are make the rearranger's common divisor largest.
    return best == elements ? elements : mostCommon(step, elements, words);
  }

  private int mostCommon(Step step, int elements, long words) {
    int best = elements;
    int common = 0;
    for (int lanes : Numbers.divisors(elements)) {
      if (elements / lanes <= words) {
        int least = Integer.MAX_VALUE;
        for (Step reader : readers(step.output())) {
          least = Math.min(least, Numbers.gcd(lanes, in(reader)));
        }
        if (least > common) {
          common = least;
          best = lanes;
        }
      }
    }
    return best;
  }

  private long wordsPerResult(Step step) {
    if (step instanceof Step.Convolve s) {
      int in = shape(s.input()).channels() / s.groups();
      return (long) s.window().area() * (isDepthwise(s) ? 1 : Numbers.ceilDiv(in, fold(s).simd()));
    }
    if (step instanceof Step.Average s) {
      return (long) s.kernelHeight() * s.kernelWidth();
    }
    return step instanceof Step.Maximum s ? s.window().area() : 1;
  }

  private int requantizerInterval(Step step) {
    return step instanceof Step.Maximum ? 1 : Math.max(1, folding.of(step.name()).steps());
  }

  private boolean suits(int tensor, int lanes) {
    for (Step reader : readers(tensor)) {
      int wanted = in(reader);
      if (wanted % lanes != 0 && lanes % wanted != 0) {
        return false;
      }
    }
    return true;
  }

  /** Steps that read a tensor as their main operand, also through a change of shape. */
  private List<Step> readers(int tensor) {
    return program.steps().stream()
        .filter(step -> step.input() == tensor)
        .flatMap(
            step ->
                step instanceof Step.Reshape
                    ? readers(step.output()).stream()
                    : java.util.stream.Stream.of(step))
        .toList();
  }

  /** Lanes of the images: what their first reader wants, at most {@value #INPUT_LANES}. */
  int ofInput() {
    int channels = shape(program.input()).channels();
    List<Step> readers = readers(program.input());
    int wanted = readers.isEmpty() ? 1 : in(readers.get(0));
    return divisor(wanted, Math.min(INPUT_LANES, channels));
  }

  /** The largest divisor that is at most some number. */
  private static int divisor(int value, int most) {
    int best = 1;
    for (int d : Numbers.divisors(value)) {
      if (d <= most) {
        best = d;
      }
    }
    return best;
  }

  private Shape shape(int tensor) {
    return program.tensors().get(tensor).shape();
  }
}
