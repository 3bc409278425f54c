package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ColourTest {

  @Test
  void every_pixel_survives_being_shown_and_packed_again() {
    for (int pixel = 0; pixel < 1 << 16; pixel++) {
      assertThat(Colour.pixel(Colour.rgb((short) pixel))).isEqualTo((short) pixel);
    }
  }

  @Test
  void covering_mixes_between_what_is_under_and_what_is_over() {
    short under = Colour.pixel(0x000000);
    assertThat(Colour.over(under, 0xFFFFFF, 0)).isEqualTo(under);
    assertThat(Colour.over(under, 0xFFFFFF, 255)).isEqualTo((short) 0xFFFF);
    assertThat(Colour.red(Colour.over(under, 0xFFFFFF, 128))).isBetween(120, 136);
  }

  @Test
  void contrast_is_that_of_the_guidelines() {
    assertThat(Colour.contrast(0xFFFFFF, 0x000000)).isCloseTo(21, within(0.01));
    assertThat(Colour.contrast(0x777777, 0xFFFFFF)).isCloseTo(4.48, within(0.01));
    assertThat(Colour.contrast(0x123456, 0x123456)).isCloseTo(1, within(1e-9));
  }

  @Test
  void text_is_legible_on_cards_and_background_even_in_sixteen_bits() {
    int[] texts = {
      Palette.TEXT, Palette.DIM, Palette.ACCENT, Palette.GOOD, Palette.WARN, Palette.BAD
    };
    for (int text : texts) {
      for (int ground : new int[] {Palette.CARD, Palette.BACKGROUND}) {
        int shown = Colour.rgb(Colour.pixel(text));
        int under = Colour.rgb(Colour.pixel(ground));
        assertThat(Colour.contrast(shown, under))
            .as("%06X on %06X", text, ground)
            .isGreaterThan(4.5);
      }
    }
  }
}
