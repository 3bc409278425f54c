package io.requant.model.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldoutTest {

  @Test
  void holdoutAndRestAreAllTrainingImagesOnce() {
    int[] kept = Holdout.indices(50_000, Holdout.SIZE, Holdout.SEED);
    int[] rest = Holdout.rest(50_000, Holdout.SIZE, Holdout.SEED);
    assertThat(kept).hasSize(5000).doesNotHaveDuplicates();
    assertThat(rest).hasSize(45_000).isSorted();
    int[] all = IntStream.concat(Arrays.stream(kept), Arrays.stream(rest)).sorted().toArray();
    assertThat(all).isEqualTo(IntStream.range(0, 50_000).toArray());
  }

  @Test
  void theIndicesNeverChange() {
    // Published figures depend on them: a change of the shuffle would make them incomparable.
    assertThat(Arrays.copyOf(Holdout.indices(50_000, Holdout.SIZE, Holdout.SEED), 5))
        .containsExactly(36337, 48091, 41270, 30693, 16961);
  }

  @Test
  void theSeedDecides() {
    assertThat(Holdout.indices(1000, 10, 1)).isNotEqualTo(Holdout.indices(1000, 10, 2));
    assertThat(Holdout.indices(1000, 10, 1)).isEqualTo(Holdout.indices(1000, 10, 1));
  }

  @Test
  void noMoreThanThereAreCanBeKeptBack() {
    assertThat(Holdout.indices(3, 0, 1)).isEmpty();
    assertThat(Holdout.indices(3, 3, 1)).containsExactlyInAnyOrder(0, 1, 2);
    assertThatThrownBy(() -> Holdout.indices(3, 4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot keep back 4 of 3 training images");
  }
}
