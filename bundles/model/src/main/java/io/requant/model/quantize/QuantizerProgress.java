package io.requant.model.quantize;

/** Hears how far quantization is; called from its thread. */
@FunctionalInterface
public interface QuantizerProgress {

  /** Hears nothing. */
  QuantizerProgress NONE = (what, done, total) -> {};

  /**
   * Called as work goes on.
   *
   * @param what what is being done, e.g. "w4a4: layer1.0.conv1"
   * @param done units done of this piece of work
   * @param total its units
   */
  void report(String what, int done, int total);
}
