package io.requant.dscprune.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.dataset.Holdout;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.training.DataSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ShortDataTest {

  /** What is kept back must never have been trained on, here as in a whole run. */
  @Property(tries = 100)
  void a_short_training_keeps_back_what_a_whole_one_does(
      @ForAll @IntRange(min = 4, max = 250) int total,
      @ForAll @IntRange(min = 1, max = 3) int held,
      @ForAll @IntRange(min = 1, max = 300) int count) {
    int[] fit = Holdout.rest(total, held, Holdout.SEED);
    int[] heldOut = Holdout.indices(total, held, Holdout.SEED);
    DataSet few = ShortData.of(numbered(total), fit, heldOut, count);
    int used = few.train().count();
    assertThat(used).isEqualTo(Math.min(count, fit.length) + held);

    Set<Integer> kept = new HashSet<>();
    for (int i : Holdout.indices(used, held, Holdout.SEED)) {
      kept.add(few.train().image(i)[0] & 0xFF);
    }
    assertThat(kept).isEqualTo(new HashSet<>(Arrays.stream(heldOut).boxed().toList()));
    Set<Integer> trained = new HashSet<>();
    for (int i : Holdout.rest(used, held, Holdout.SEED)) {
      trained.add(few.train().image(i)[0] & 0xFF);
    }
    assertThat(trained).hasSize(used - held).doesNotContainAnyElementsOf(kept);
  }

  /** Image i is one pixel of value i. */
  private static DataSet numbered(int total) {
    byte[] pixels = new byte[total];
    for (int i = 0; i < total; i++) {
      pixels[i] = (byte) i;
    }
    LabelledImages images =
        new LabelledImages(new Shape(1, 1, 1), pixels, new int[total], List.of("it"));
    return new DataSet("numbers", images, images, Normalisation.identity(1), false);
  }
}
