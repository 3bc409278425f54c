package io.requant.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TrainingConfigTest {
  private final TrainingConfig recipe = Recipes.of("resnet20");

  @Test
  void options_replace_only_what_is_given() {
    TrainingConfig changed = recipe.with(7, null, null, 42L, null, 2000);
    assertThat(changed.epochs()).isEqualTo(7);
    assertThat(changed.seed()).isEqualTo(42);
    assertThat(changed.limit()).isEqualTo(2000);
    assertThat(changed.batch()).isEqualTo(recipe.batch());
    assertThat(changed.peakRate()).isEqualTo(recipe.peakRate());
  }

  @Test
  void a_batch_that_the_threads_cannot_share_is_refused() {
    assertThatThrownBy(() -> recipe.with(null, 127, 2, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch is 127; it must be a multiple of 2");
  }

  @Test
  void values_outside_their_range_are_refused_by_name() {
    assertThatThrownBy(() -> recipe.with(0, null, null, null, null, null))
        .hasMessageContaining("epochs is 0");
    assertThatThrownBy(() -> recipe.with(null, null, 0, null, null, null))
        .hasMessageContaining("threads is 0");
    assertThatThrownBy(() -> recipe.with(null, null, null, null, 0, null))
        .hasMessageContaining("holdout is 0");
    assertThatThrownBy(() -> recipe.with(null, null, null, null, null, -1))
        .hasMessageContaining("limit is -1");
  }

  @Test
  void every_component_is_part_of_the_map_that_checkpoints_compare() {
    assertThat(recipe.asMap())
        .hasSize(TrainingConfig.class.getRecordComponents().length)
        .containsEntry("backbone", "resnet20")
        .containsEntry("peakRate", "0.2")
        .containsEntry("bfloat16", "true");
  }
}
