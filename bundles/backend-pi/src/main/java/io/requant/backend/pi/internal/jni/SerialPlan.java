package io.requant.backend.pi.internal.jni;

import io.requant.backend.pi.internal.planar.TooLargeException;
import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A program in the form that {@code reader.c} reads: a header, the tensors with their places, the
 * operations with their constants. All offsets are proven here and checked again there.
 */
final class SerialPlan {

  private static final int MAGIC = 0x33505152;
  private static final int HEADER_WORDS = 9;
  private static final int TENSOR_WORDS = 11;
  private static final int STEP_WORDS = 15;
  private static final int CONVOLVE = 1;
  private static final int RESCALE = 2;
  private static final int AVERAGE = 3;
  private static final int MAXIMUM = 4;
  private static final int PICK = 5;
  private static final int COPY = 6;

  /** Lanes of the widest vector, and bytes that a lane multiplies at once. */
  private static final int LANES = 16;

  private static final int LANE_BYTES = 4;
  private static final Window UNIT = Window.square(1, 1, 0);

  private final Program program;
  private final Arena arena;
  private final ByteBuffer out;

  private final PlanOptions options;

  private SerialPlan(Program program, PlanOptions options, Arena arena, int size) {
    this.program = program;
    this.options = options;
    this.arena = arena;
    out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes a program.
   *
   * @param options how it is to be computed
   * @throws TooLargeException if it does not fit
   */
  static SerialPlan of(Program program, PlanOptions options) {
    Arena arena = new Arena(program);
    SerialPlan plan = new SerialPlan(program, options, arena, size(program, arena));
    plan.write();
    return plan;
  }

  /**
   * Whether a program fits, found out without writing it.
   *
   * @throws TooLargeException if it does not
   */
  static void check(Program program) {
    size(program, new Arena(program));
  }

  /** The serial form, from the first byte. */
  byte[] bytes() {
    return out.array();
  }

  /** Bytes of the serial form. */
  int size() {
    return out.position();
  }

  private static int size(Program program, Arena arena) {
    long words = HEADER_WORDS + (long) TENSOR_WORDS * program.tensors().size();
    for (Step step : program.steps()) {
      words += STEP_WORDS + 3;
      if (step instanceof Step.Convolve c) {
        checkPacked(program, arena, c);
        words += 3L * c.bias().length + (c.weights().length + 1) / 2;
      }
    }
    if (words * Integer.BYTES > Arena.MAX_BYTES) {
      throw new TooLargeException(
          "the plan has %d bytes; %d are possible"
              .formatted(words * Integer.BYTES, Arena.MAX_BYTES));
    }
    return (int) (words * Integer.BYTES);
  }

  /** Packed weights are padded to whole vectors of output channels and words of input channels. */
  private static void checkPacked(Program program, Arena arena, Step.Convolve step) {
    Shape in = arena.place(step.input()).shape();
    long taps = step.weights().length / step.bias().length;
    long perGroup =
        Math.max(1, program.tensors().get(step.input()).shape().channels()) / step.groups();
    long words = taps / perGroup * ((perGroup + LANE_BYTES - 1) / LANE_BYTES + 1);
    long channels = step.bias().length / step.groups();
    long lanes = (long) step.groups() * ((channels + LANES - 1) / LANES) * LANES;
    long bytes = 2 * words * lanes * LANE_BYTES;
    if (bytes > Arena.MAX_BYTES) {
      throw new TooLargeException(
          "layer '%s' over %s has %d elements of weights with their padding; %d are possible"
              .formatted(step.name(), in, bytes, Arena.MAX_BYTES));
    }
  }

  private void write() {
    List<Step> steps = program.steps().stream().filter(s -> !arena.isFree(s)).toList();
    words(
        MAGIC,
        Math.toIntExact(arena.bytes()),
        program.tensors().size(),
        steps.size(),
        arena.root(program.input()),
        arena.root(program.output()),
        NativeKernel.bits(options.kernels()),
        options.workers(),
        options.partPicoseconds());
    for (int t = 0; t < program.tensors().size(); t++) {
      tensor(t);
    }
    steps.forEach(this::step);
  }

  private void tensor(int index) {
    Place place = arena.place(index);
    int begin = Math.toIntExact(arena.begin(index));
    words(
        begin + Math.toIntExact(place.lead()),
        begin,
        begin + Math.toIntExact(place.bytes()),
        place.shape().height(),
        place.shape().width(),
        place.shape().channels(),
        Math.toIntExact(place.pitch()),
        place.size(),
        place.zero(),
        place.low(),
        place.high());
  }

  private void step(Step step) {
    Place result = arena.place(step.output());
    if (step instanceof Step.Convolve s) {
      Shape in = arena.place(s.input()).shape();
      Window window = arena.readsView(s) ? null : s.window();
      head(
          CONVOLVE,
          step,
          window == null ? in.height() : window.kernelHeight(),
          window == null ? in.width() : window.kernelWidth(),
          window == null ? UNIT : window,
          s.groups(),
          s.low(),
          s.high(),
          s.residualScale());
      constants(s);
    } else if (step instanceof Step.Rescale s) {
      head(RESCALE, step, 1, 1, UNIT, 1, s.low(), s.high(), s.residualScale());
      words(0, s.scale().multiplier(), s.scale().shift());
    } else if (step instanceof Step.Average s) {
      words(AVERAGE, s.input(), -1, s.output(), s.kernelHeight(), s.kernelWidth());
      words(s.strideY(), s.strideX(), s.padTop(), s.padLeft(), 1, s.low(), s.high(), 0, 0);
      words(0, s.scale().multiplier(), s.scale().shift());
    } else if (step instanceof Step.Maximum s) {
      Window w = s.window();
      head(MAXIMUM, s, w.kernelHeight(), w.kernelWidth(), w, 1, result.low(), result.high(), null);
    } else if (step instanceof Step.Pick s) {
      words(PICK, s.input(), -1, s.output(), 1, 1, s.stride(), s.stride());
      words(0, s.channelsBefore(), 1, result.low(), result.high(), 0, 0);
    } else {
      head(COPY, step, 1, 1, UNIT, 1, result.low(), result.high(), null);
    }
  }

  private void head(
      int kind,
      Step step,
      int kernelHeight,
      int kernelWidth,
      Window window,
      int groups,
      int low,
      int high,
      Requantizer residual) {
    words(kind, step.input(), step.residual(), step.output(), kernelHeight, kernelWidth);
    words(window.strideY(), window.strideX(), window.padTop(), window.padLeft());
    words(groups, low, high);
    words(residual == null ? 0 : residual.multiplier(), residual == null ? 0 : residual.shift());
  }

  private void constants(Step.Convolve step) {
    words(step.bias());
    words(step.multipliers());
    for (byte shift : step.shifts()) {
      out.putInt(shift);
    }
    out.asShortBuffer().put(step.weights());
    int weightBytes = (step.weights().length + 1) / 2 * Integer.BYTES;
    out.position(out.position() + weightBytes);
  }

  private void words(int... values) {
    for (int value : values) {
      out.putInt(value);
    }
  }
}
