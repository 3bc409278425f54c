package io.requant.sqs.internal.compress;

import io.requant.sqs.internal.run.SparseRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for the smallest file that loses no more than a tolerance: halves the range of ratios, on a
 * logarithmic scale, with one training each.
 */
final class ToleranceSearch {

  /** Trainings of a search. */
  static final int TRIALS = 4;

  private static final double LEAST_RATIO = 16;
  private static final double MOST_RATIO = 96;

  private final List<SparseRun> runs = new ArrayList<>();
  private final double reference;
  private final double tolerance;
  private double low = Math.log(LEAST_RATIO);
  private double high = Math.log(MOST_RATIO);

  /**
   * Starts.
   *
   * @param reference accuracy of the float network on the images kept back, 0..1
   * @param tolerance percentage points that may be lost
   */
  ToleranceSearch(double reference, double tolerance) {
    this.reference = reference;
    this.tolerance = tolerance;
  }

  /** Ratio of the next file to its 32-bit weights; none if enough was tried. */
  Optional<Double> next() {
    return runs.size() == TRIALS ? Optional.empty() : Optional.of(Math.exp((low + high) / 2));
  }

  /** Takes in what the ratio last asked for gave. */
  void add(SparseRun run) {
    double middle = (low + high) / 2;
    runs.add(run);
    if (holds(run)) {
      low = middle;
    } else {
      high = middle;
    }
  }

  private boolean holds(SparseRun run) {
    return 100 * (reference - run.holdout()) <= tolerance;
  }

  /** The smallest file within the tolerance; the most accurate one if there is none. */
  SparseRun best() {
    SparseRun best = runs.get(0);
    for (SparseRun run : runs) {
      boolean better =
          holds(best)
              ? holds(run) && run.fileBytes() < best.fileBytes()
              : holds(run) || run.holdout() > best.holdout();
      best = better ? run : best;
    }
    return best;
  }

  /** All runs in the order in which they were tried. */
  List<SparseRun> runs() {
    return List.copyOf(runs);
  }
}
