package io.requant.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  private final int[] images = IntStream.range(0, 1000).map(i -> 3 * i).toArray();

  @Test
  void every_image_is_visited_once() {
    assertThat(EpochOrder.of(images, 1, 0)).containsExactlyInAnyOrder(images);
  }

  @Test
  void seed_and_epoch_decide_the_order() {
    assertThat(EpochOrder.of(images, 1, 5)).isEqualTo(EpochOrder.of(images, 1, 5));
    assertThat(EpochOrder.of(images, 1, 5)).isNotEqualTo(EpochOrder.of(images, 1, 6));
    assertThat(EpochOrder.of(images, 1, 5)).isNotEqualTo(EpochOrder.of(images, 2, 5));
  }
}
