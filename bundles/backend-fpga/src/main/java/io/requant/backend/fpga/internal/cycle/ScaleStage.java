package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Scaling;

/** rq_requantize: a pipeline that takes a sum only every so many clocks. */
final class ScaleStage {

  private final Pipeline pipeline;
  private final int interval;
  private int waiting;

  ScaleStage(Scaling scaling) {
    pipeline = new Pipeline(scaling.latency());
    interval = scaling.interval();
  }

  /** Whether a result is offered. */
  boolean offers() {
    return pipeline.last();
  }

  /** Whether a sum may come. */
  boolean takes(boolean outReady) {
    return waiting == 0 && (!pipeline.last() || outReady);
  }

  /**
   * One clock.
   *
   * @param take whether a sum comes; only if it may
   */
  void clock(boolean take, boolean outReady) {
    if (pipeline.last() && !outReady) {
      return;
    }
    pipeline.move(take);
    if (take) {
      waiting = interval - 1;
    } else if (waiting > 0) {
      waiting--;
    }
  }
}
