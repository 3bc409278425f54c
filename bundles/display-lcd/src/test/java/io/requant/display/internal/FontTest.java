package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FontTest {

  private final Typeface face = Typeface.load();

  @Test
  void every_printable_ascii_character_and_what_the_panels_write_has_a_letter() {
    for (char c = '!'; c <= '~'; c++) {
      assertThat(face.has(c)).as("'%s'", c).isTrue();
    }
    for (char c : "·•–…→×µ✓✗°".toCharArray()) {
      assertThat(face.has(c)).as("'%s'", c).isTrue();
    }
  }

  @Test
  void no_two_letters_look_alike_at_the_smallest_size() {
    Font font = new Font(face, 8, 1);
    Set<String> seen = new HashSet<>();
    String letters = "ABCDEFGHIJKLMNPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (int i = 0; i < letters.length(); i++) {
      char c = letters.charAt(i);
      Font.Glyph glyph = font.glyph(c);
      assertThat(seen.add(java.util.Arrays.toString(glyph.coverage()) + glyph.columns()))
          .as("'%s' looks like another", c)
          .isTrue();
    }
  }

  @Test
  void stems_and_horizontals_cover_whole_pixels() {
    for (int cap : new int[] {8, 9, 12, 16, 23}) {
      Font font = new Font(face, cap, cap < 12 ? 1 : 2);
      Font.Glyph glyph = font.glyph('H');
      int full = 0;
      for (byte covered : glyph.coverage()) {
        full += (covered & 0xFF) == 255 ? 1 : 0;
      }
      int stroke = cap < 12 ? 1 : 2;
      assertThat(full).as("H of %d pixels", cap).isGreaterThanOrEqualTo(2 * stroke * (cap - 2));
    }
  }

  @Test
  void letters_stand_on_the_baseline_and_are_as_high_as_they_should() {
    Font font = new Font(face, 12, 2);
    Font.Glyph glyph = font.glyph('H');
    int first = -1;
    int last = -1;
    for (int row = 0; row < glyph.rows(); row++) {
      for (int column = 0; column < glyph.columns(); column++) {
        if ((glyph.coverage()[row * glyph.columns() + column] & 0xFF) > 128) {
          first = first < 0 ? row : first;
          last = row;
        }
      }
    }
    assertThat(last - first + 1).isEqualTo(12);
    assertThat(glyph.top() + last).isEqualTo(-1);
  }

  @Test
  void figures_are_equally_wide_so_that_counters_do_not_jump() {
    Font font = new Font(face, 12, 2);
    for (char c = '1'; c <= '9'; c++) {
      assertThat(font.glyph(c).advance()).isEqualTo(font.glyph('0').advance());
    }
  }

  @Test
  void a_text_that_is_too_wide_is_cut_with_dots() {
    Font font = new Font(face, 9, 1);
    String fitted = font.fit("a-very-long-policy-name-for-a-panel", 80);
    assertThat(fitted).endsWith("…").startsWith("a-very");
    assertThat(font.width(fitted)).isLessThanOrEqualTo(80);
    assertThat(font.fit("w4a4", 80)).isEqualTo("w4a4");
  }

  @Test
  void an_unknown_character_is_a_box_and_not_nothing() {
    Font font = new Font(face, 9, 1);
    assertThat(font.width("漢")).isPositive();
  }

  @Test
  void wrong_lines_are_refused_with_the_line() {
    assertThatThrownBy(() -> Typeface.parse(List.of("A 8 0,0 x,y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A 8 0,0 x,y");
    assertThatThrownBy(() -> Typeface.parse(List.of("A 8 0,0,1,2")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Font(face, 4, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
