package io.requant.sqs.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.sqs.internal.report.SampleRun;
import io.requant.sqs.internal.run.SparseRun;
import io.requant.sqs.internal.run.Variant;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ToleranceSearchTest {

  private static final double FP32 = 1_000_000;

  /** Searches where a ratio has a known accuracy. */
  private static ToleranceSearch searched(double tolerance, DoubleUnaryOperator accuracy) {
    ToleranceSearch search = new ToleranceSearch(0.92, tolerance);
    while (search.next().isPresent()) {
      double ratio = search.next().get();
      search.add(SampleRun.run(Variant.JOINT, (int) (FP32 / ratio), accuracy.applyAsDouble(ratio)));
    }
    return search;
  }

  @Test
  void theSmallestFileWithinTheToleranceIsFoundToATenth() {
    for (double bound : new double[] {20, 35, 60, 90}) {
      // Two points are lost at the bound.
      ToleranceSearch search = searched(2, ratio -> 0.92 - 0.02 * ratio / bound);
      SparseRun best = search.best();
      assertThat(FP32 / best.fileBytes()).as("%s", bound).isBetween(bound / 1.13, bound * 1.001);
      assertThat(search.runs()).hasSize(ToleranceSearch.TRIALS);
    }
  }

  @Test
  void whereNothingHoldsTheMostAccurateIsGiven() {
    SparseRun best = searched(0.1, ratio -> 0.9 - ratio / 1000).best();
    assertThat(best.holdout()).isCloseTo(0.9 - FP32 / best.fileBytes() / 1000, within(1e-3));
    assertThat(FP32 / best.fileBytes()).isLessThan(20);
  }

  @Test
  void whatHeldOnceIsGivenThoughLaterTrialsFailed() {
    ToleranceSearch search = searched(2, ratio -> ratio > 38 && ratio < 40 ? 0.91 : 0.85);
    assertThat(FP32 / search.best().fileBytes()).isBetween(38.0, 40.0);
  }
}
