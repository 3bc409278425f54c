package io.requant.bench.internal.engine;

import io.requant.bench.internal.timing.Contestant;
import java.util.Map;

/** An engine that is ready, with memory for its input and its logits. */
public interface Entry extends Contestant, AutoCloseable {

  /** The code that computes, e.g. "java-vector-512-f32". */
  String path();

  /** Width of the integers that it multiplies with; 32 for single precision. */
  int operandBits();

  /** Bytes that it says it holds; 0 if it does not say. */
  long bytes();

  /** Operators that it runs, by name, as far as it says. */
  Map<String, Integer> operators();

  /**
   * Copies an image to where {@link #infer} reads it.
   *
   * @param encoded signed bytes, NHWC
   */
  void input(byte[] encoded);

  /** Logits of the last inference: integers of ours, reals of peers. */
  double[] logits();

  @Override
  void close();
}
