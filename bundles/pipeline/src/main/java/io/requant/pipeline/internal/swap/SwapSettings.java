package io.requant.pipeline.internal.swap;

import java.time.Duration;

/**
 * How swaps are done.
 *
 * @param prepareTimeout longest time to build and warm an engine
 * @param drain longest wait for calls inside an engine that is taken away
 * @param inferTimeout longest inference; an engine that takes longer is given up
 * @param warmInferences inferences on a zero input before an engine is shown live frames
 * @param confirmFrames results after which an exchange counts as good and the way back ends
 * @param keepWarm longest time that the engine before is kept for a way back
 * @param bridge longest time that an engine goes on alone after its backend has gone; zero for not
 *     at all
 * @param maxFailures frames in a row an engine may fail on before it is given up
 * @param readyEngines most engines that are kept for adaptation beside the active one
 */
public record SwapSettings(
    Duration prepareTimeout,
    Duration drain,
    Duration inferTimeout,
    int warmInferences,
    int confirmFrames,
    Duration keepWarm,
    Duration bridge,
    int maxFailures,
    int readyEngines) {

  private static final int MOST_READY = 16;

  public SwapSettings {
    positive("prepareTimeoutMillis", prepareTimeout.toMillis());
    positive("drainMillis", drain.toMillis());
    positive("inferTimeoutMillis", inferTimeout.toMillis());
    positive("keepWarmMillis", keepWarm.toMillis());
    positive("confirmFrames", confirmFrames);
    positive("maxFailures", maxFailures);
    if (bridge.isNegative()) {
      throw new IllegalArgumentException(
          "bridgeMillis is " + bridge.toMillis() + "; 0 or more is needed");
    }
    if (warmInferences < 0) {
      throw new IllegalArgumentException("warmInferences is " + warmInferences + "; 0 or more");
    }
    if (readyEngines < 0 || readyEngines > MOST_READY) {
      throw new IllegalArgumentException(
          "readyEngines is " + readyEngines + "; 0.." + MOST_READY + " is possible");
    }
  }

  /** The same with other warming. */
  SwapSettings warming(int inferences) {
    return new SwapSettings(
        prepareTimeout,
        drain,
        inferTimeout,
        inferences,
        confirmFrames,
        keepWarm,
        bridge,
        maxFailures,
        readyEngines);
  }

  private static void positive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " is " + value + "; 1 or more is needed");
    }
  }
}
