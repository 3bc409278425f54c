package io.requant.camera.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SensorAreaTest {

  private static Picture noise(int width, int height, long seed) {
    byte[] rgb = new byte[width * height * 3];
    new Random(seed).nextBytes(rgb);
    return new Picture(width, height, rgb, OptionalInt.empty());
  }

  private static Picture flat(int width, int height, int value) {
    byte[] rgb = new byte[width * height * 3];
    Arrays.fill(rgb, (byte) value);
    return new Picture(width, height, rgb, OptionalInt.empty());
  }

  private static int at(byte[] frame, int width, int x, int y) {
    return Rgb565.get(frame, (y * width + x) * 2, BusOrder.HIGH_FIRST);
  }

  @Test
  void a_cifar_image_is_seven_times_as_large_in_the_middle_of_qvga_on_black() {
    Picture picture = noise(32, 32, 1);
    byte[] frame = new SensorArea(320, 240).place(picture);
    assertThat(frame).hasSize(320 * 240 * 2);
    byte[] rgb = picture.rgb();
    for (int y = 0; y < 240; y++) {
      for (int x = 0; x < 320; x++) {
        int sx = Math.floorDiv(x - 48, 7);
        int sy = Math.floorDiv(y - 8, 7);
        boolean inside = sx >= 0 && sx < 32 && sy >= 0 && sy < 32;
        int from = inside ? (sy * 32 + sx) * 3 : 0;
        int expected =
            inside ? Rgb565.pack(rgb[from] & 255, rgb[from + 1] & 255, rgb[from + 2] & 255) : 0;
        assertThat(at(frame, 320, x, y)).isEqualTo(expected);
      }
    }
  }

  @Property(tries = 60)
  void a_picture_that_fits_is_enlarged_by_the_largest_whole_factor(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 40) int height) {
    byte[] frame = new SensorArea(60, 40).place(flat(width, height, 255));
    int factor = Math.min(60 / width, 40 / height);
    int white = 0;
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 60; x++) {
        white += at(frame, 60, x, y) == 0xFFFF ? 1 : 0;
      }
    }
    assertThat(white).isEqualTo(width * factor * height * factor);
    int left = (60 - width * factor) / 2;
    int top = (40 - height * factor) / 2;
    assertThat(at(frame, 60, left, top)).isEqualTo(0xFFFF);
    assertThat(at(frame, 60, left + width * factor - 1, top + height * factor - 1))
        .isEqualTo(0xFFFF);
  }

  @Property(tries = 60)
  void a_larger_picture_keeps_colour_and_proportions(
      @ForAll @IntRange(min = 61, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 300) int height) {
    byte[] frame = new SensorArea(60, 40).place(flat(width, height, 200));
    double ratio = Math.max(width / 60.0, height / 40.0);
    int columns = Math.max(1, (int) Math.round(width / ratio));
    int rows = Math.max(1, (int) Math.round(height / ratio));
    int grey = Rgb565.pack(200, 200, 200);
    int count = 0;
    for (int i = 0; i < 60 * 40; i++) {
      int pixel = at(frame, 60, i % 60, i / 60);
      assertThat(pixel).isIn(0, grey);
      count += pixel == grey ? 1 : 0;
    }
    assertThat(count).isEqualTo(columns * rows);
  }

  @Test
  void a_larger_picture_is_averaged_not_sampled() {
    byte[] rgb = new byte[4 * 4 * 3];
    for (int i = 0; i < 16; i++) {
      boolean white = (i % 4 + i / 4) % 2 == 0;
      Arrays.fill(rgb, i * 3, i * 3 + 3, (byte) (white ? 255 : 0));
    }
    byte[] frame = new SensorArea(2, 2).place(new Picture(4, 4, rgb, OptionalInt.empty()));
    assertThat(at(frame, 2, 0, 0)).isEqualTo(Rgb565.pack(127, 127, 127));
    assertThat(at(frame, 2, 1, 1)).isEqualTo(Rgb565.pack(127, 127, 127));
  }

  @Test
  void sizes_that_the_sensor_does_not_have_are_refused() {
    assertThatThrownBy(() -> new SensorArea(0, 240)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SensorArea(320, 1945))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("320x1945")
        .hasMessageContaining("2592x1944");
  }
}
