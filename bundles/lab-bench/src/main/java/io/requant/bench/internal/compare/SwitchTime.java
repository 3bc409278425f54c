package io.requant.bench.internal.compare;

import io.requant.api.report.Spread;
import io.requant.bench.internal.engine.Entry;
import io.requant.bench.internal.engine.NotPossibleException;
import io.requant.bench.internal.engine.Preparation;
import io.requant.bench.internal.network.Subject;
import io.requant.model.policy.Policy;

/**
 * Time from a policy to the first result under it: an engine is built and infers once, to and fro
 * between two policies.
 */
final class SwitchTime {

  private static final double MILLI = 1e6;
  private static final int WARM_UP = 2;

  private SwitchTime() {}

  /** Median in milliseconds; NaN if there is no other policy. */
  static double median(Preparation preparation, Subject subject, int times)
      throws NotPossibleException {
    if (subject.other().isEmpty()) {
      return Double.NaN;
    }
    double[] millis = new double[times];
    for (int i = -WARM_UP; i < times; i++) {
      Policy policy = i % 2 == 0 ? subject.other().get() : subject.policy();
      long start = System.nanoTime();
      try (Entry entry = preparation.prepare(policy)) {
        entry.input(subject.inputs().get(0));
        entry.infer();
        if (i >= 0) {
          millis[i] = (System.nanoTime() - start) / MILLI;
        }
      }
    }
    return Spread.median(millis);
  }
}
