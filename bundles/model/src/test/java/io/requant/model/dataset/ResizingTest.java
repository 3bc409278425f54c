package io.requant.model.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Shape;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResizingTest {

  @Test
  void twice_as_wide_is_the_mean_of_neighbours_by_their_distance() {
    LabelledImages wide = images(new Shape(1, 2, 1), 0, 200).resized(1, 4);
    assertThat(wide.image(0)).containsExactly(bytes(0, 50, 150, 200));
  }

  @Test
  void half_as_wide_skips_no_pixel() {
    // Centres at 0.5 and 2.5, reach 2: weights 3/4, 3/4, 1/4 of 0, 1, 2 and so on.
    LabelledImages small = images(new Shape(1, 4, 1), 0, 70, 140, 210).resized(1, 2);
    assertThat(small.image(0)).containsExactly(bytes(50, 160));
  }

  @Test
  void channels_do_not_mix_and_labels_stay() {
    LabelledImages images =
        new LabelledImages(
            new Shape(2, 1, 2), new byte[] {10, 100, 30, 100}, new int[] {1}, List.of("a", "b"));
    LabelledImages tall = images.resized(4, 2);
    assertThat(tall.shape()).isEqualTo(new Shape(4, 2, 2));
    assertThat(tall.label(0)).isEqualTo(1);
    assertThat(tall.image(0))
        .containsExactly(10, 100, 10, 100, 15, 100, 15, 100, 25, 100, 25, 100, 30, 100, 30, 100);
  }

  @Property(tries = 200)
  void one_colour_stays_it_at_any_resolution(
      @ForAll byte colour,
      @ForAll @IntRange(min = 1, max = 40) int from,
      @ForAll @IntRange(min = 1, max = 40) int to) {
    byte[] pixels = new byte[from * from];
    java.util.Arrays.fill(pixels, colour);
    byte[] resized =
        new LabelledImages(new Shape(from, from, 1), pixels, new int[1], List.of("a"))
            .resized(to, to)
            .image(0);
    assertThat(resized).hasSize(to * to).containsOnly(colour);
  }

  private static LabelledImages images(Shape shape, int... pixels) {
    return new LabelledImages(shape, bytes(pixels), new int[1], List.of("a"));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
