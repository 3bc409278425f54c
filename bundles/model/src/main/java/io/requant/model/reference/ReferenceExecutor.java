package io.requant.model.reference;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;

/**
 * Definition of the arithmetic: executes a {@link Program} one scalar at a time, in 64 bits.
 *
 * <p>Every engine gives exactly these logits on every image. Written to be read, not to be fast.
 * Not thread-safe: one instance per thread.
 */
public final class ReferenceExecutor {

  private final Program program;
  private final int[][] values;

  /** Prepares a program. */
  public ReferenceExecutor(Program program) {
    this.program = program;
    this.values = new int[program.tensors().size()][];
    for (int t = 0; t < values.length; t++) {
      values[t] = new int[program.tensors().get(t).shape().size()];
    }
  }

  /**
   * Computes the logits of one input.
   *
   * @param input signed bytes, NHWC, as many as the input has elements, from the buffer's position;
   *     the position is left as it was
   * @param logits receives one integer per output element from its position, which is left as it
   *     was
   */
  public void infer(ByteBuffer input, IntBuffer logits) {
    int[] in = values[program.input()];
    for (int i = 0; i < in.length; i++) {
      in[i] = input.get(input.position() + i);
    }
    for (Step step : program.steps()) {
      run(step);
    }
    int[] out = values[program.output()];
    for (int i = 0; i < out.length; i++) {
      logits.put(logits.position() + i, out[i]);
    }
  }

  /** Integers of a tensor after the last {@link #infer}: for tests and calibration. */
  public int[] tensor(int index) {
    return values[index].clone();
  }

  private void run(Step step) {
    if (step instanceof Step.Convolve convolve) {
      convolve(convolve);
    } else if (step instanceof Step.Rescale rescale) {
      rescale(rescale);
    } else if (step instanceof Step.Average average) {
      average(average);
    } else if (step instanceof Step.Maximum maximum) {
      maximum(maximum);
    } else if (step instanceof Step.Pick pick) {
      pick(pick);
    } else if (step instanceof Step.Reshape) {
      System.arraycopy(
          values[step.input()], 0, values[step.output()], 0, values[step.input()].length);
    }
  }

  private void convolve(Step.Convolve s) {
    Shape in = shape(s.input());
    Shape out = shape(s.output());
    int[] source = values[s.input()];
    Window w = s.window();
    int perGroupIn = in.channels() / s.groups();
    int perGroupOut = out.channels() / s.groups();
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int c = 0; c < out.channels(); c++) {
          int firstChannel = c / perGroupOut * perGroupIn;
          int weight = c * w.area() * perGroupIn;
          long acc = s.bias()[c];
          for (int ky = 0; ky < w.kernelHeight(); ky++) {
            for (int kx = 0; kx < w.kernelWidth(); kx++) {
              int row = y * w.strideY() + ky - w.padTop();
              int column = x * w.strideX() + kx - w.padLeft();
              for (int i = 0; i < perGroupIn; i++) {
                acc += (long) at(in, source, row, column, firstChannel + i) * s.weights()[weight++];
              }
            }
          }
          int o = (y * out.width() + x) * out.channels() + c;
          long value = Requantizer.apply(acc, s.multipliers()[c], s.shifts()[c]);
          values[s.output()][o] =
              Requantizer.clamp(value + residual(s, s.residualScale(), o), s.low(), s.high());
        }
      }
    }
  }

  private void rescale(Step.Rescale s) {
    int[] in = values[s.input()];
    for (int i = 0; i < in.length; i++) {
      long value = Requantizer.apply(in[i], s.scale().multiplier(), s.scale().shift());
      values[s.output()][i] =
          Requantizer.clamp(value + residual(s, s.residualScale(), i), s.low(), s.high());
    }
  }

  private long residual(Step step, Requantizer scale, int index) {
    return scale == null
        ? 0
        : Requantizer.apply(values[step.residual()][index], scale.multiplier(), scale.shift());
  }

  private void average(Step.Average s) {
    Shape in = shape(s.input());
    Shape out = shape(s.output());
    int[] source = values[s.input()];
    int o = 0;
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int c = 0; c < out.channels(); c++) {
          long sum = 0;
          for (int ky = 0; ky < s.kernelHeight(); ky++) {
            for (int kx = 0; kx < s.kernelWidth(); kx++) {
              sum +=
                  at(
                      in,
                      source,
                      y * s.strideY() + ky - s.padTop(),
                      x * s.strideX() + kx - s.padLeft(),
                      c);
            }
          }
          long value = Requantizer.apply(sum, s.scale().multiplier(), s.scale().shift());
          values[s.output()][o++] = Requantizer.clamp(value, s.low(), s.high());
        }
      }
    }
  }

  private void maximum(Step.Maximum s) {
    Shape in = shape(s.input());
    Shape out = shape(s.output());
    Window w = s.window();
    int o = 0;
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int c = 0; c < out.channels(); c++) {
          int largest = Integer.MIN_VALUE;
          for (int ky = 0; ky < w.kernelHeight(); ky++) {
            for (int kx = 0; kx < w.kernelWidth(); kx++) {
              int row = y * w.strideY() + ky - w.padTop();
              int column = x * w.strideX() + kx - w.padLeft();
              if (inside(in, row, column)) {
                largest = Math.max(largest, at(in, values[s.input()], row, column, c));
              }
            }
          }
          values[s.output()][o++] = largest;
        }
      }
    }
  }

  private void pick(Step.Pick s) {
    Shape in = shape(s.input());
    Shape out = shape(s.output());
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int c = 0; c < in.channels(); c++) {
          values[s.output()][(y * out.width() + x) * out.channels() + s.channelsBefore() + c] =
              at(in, values[s.input()], y * s.stride(), x * s.stride(), c);
        }
      }
    }
  }

  private static int at(Shape shape, int[] tensor, int row, int column, int channel) {
    return inside(shape, row, column)
        ? tensor[(row * shape.width() + column) * shape.channels() + channel]
        : 0;
  }

  private static boolean inside(Shape shape, int row, int column) {
    return row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
  }

  private Shape shape(int tensor) {
    return program.tensors().get(tensor).shape();
  }

  /** The tensors that the program names, in order. */
  public List<TensorSpec> tensors() {
    return program.tensors();
  }
}
