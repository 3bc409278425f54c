package io.requant.camera.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Rgb565Test {

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void register_0x61_puts_red_and_the_top_of_green_first() {
    byte[] rgb =
        bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0x12, 0x34, 0x56, 248, 252, 248);
    assertThat(Rgb565.encode(rgb, BusOrder.HIGH_FIRST))
        .isEqualTo(bytes(0xF8, 0x00, 0x07, 0xE0, 0x00, 0x1F, 0xFF, 0xFF, 0x11, 0xAA, 0xFF, 0xFF));
  }

  @Test
  void register_0x6F_puts_the_rest_of_green_and_blue_first() {
    byte[] rgb = bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 0x12, 0x34, 0x56);
    assertThat(Rgb565.encode(rgb, BusOrder.LOW_FIRST))
        .isEqualTo(bytes(0x00, 0xF8, 0xE0, 0x07, 0x1F, 0x00, 0xAA, 0x11));
  }

  @Test
  void registers_are_read_in_any_case_and_others_are_refused() {
    assertThat(BusOrder.of(" 0x6f")).isEqualTo(BusOrder.LOW_FIRST);
    assertThat(BusOrder.of("0x61")).isEqualTo(BusOrder.HIGH_FIRST);
    assertThat(BusOrder.HIGH_FIRST.register4300()).isEqualTo(0x61);
    assertThatThrownBy(() -> BusOrder.of("0x30"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x30")
        .hasMessageContaining("0x61 or 0x6F");
  }

  @Test
  void decoding_and_encoding_again_gives_back_every_pixel() {
    for (BusOrder order : BusOrder.values()) {
      for (int pixel = 0; pixel < 1 << 16; pixel++) {
        byte[] coded = new byte[2];
        Rgb565.put(coded, 0, pixel, order);
        assertThat(Rgb565.get(Rgb565.encode(Rgb565.decode(coded, order), order), 0, order))
            .isEqualTo(pixel);
      }
    }
  }

  @Test
  void truncation_and_repetition_together_have_no_bias() {
    IntUnaryOperator red = v -> Rgb565.red(Rgb565.pack(v, 0, 0)) - v;
    IntUnaryOperator green = v -> Rgb565.green(Rgb565.pack(0, v, 0)) - v;
    IntUnaryOperator blue = v -> Rgb565.blue(Rgb565.pack(0, 0, v)) - v;
    int[] sums = new int[3];
    for (int v = 0; v < 256; v++) {
      sums[0] += red.applyAsInt(v);
      sums[1] += green.applyAsInt(v);
      sums[2] += blue.applyAsInt(v);
    }
    assertThat(sums).containsExactly(0, 0, 0);
  }

  @Property(tries = 200)
  void no_channel_is_off_by_more_than_stated(
      @ForAll @IntRange(max = 255) int red,
      @ForAll @IntRange(max = 255) int green,
      @ForAll @IntRange(max = 255) int blue) {
    int pixel = Rgb565.pack(red, green, blue);
    assertThat(Math.abs(Rgb565.red(pixel) - red)).isLessThanOrEqualTo(7);
    assertThat(Math.abs(Rgb565.green(pixel) - green)).isLessThanOrEqualTo(3);
    assertThat(Math.abs(Rgb565.blue(pixel) - blue)).isLessThanOrEqualTo(7);
  }

  @Property(tries = 50)
  void exchanging_bytes_turns_one_order_into_the_other(@ForAll byte[] some) {
    byte[] rgb = java.util.Arrays.copyOf(some, some.length / 3 * 3);
    byte[] pixels = Rgb565.encode(rgb, BusOrder.LOW_FIRST);
    Rgb565.exchangeBytes(pixels);
    assertThat(pixels).isEqualTo(Rgb565.encode(rgb, BusOrder.HIGH_FIRST));
  }

  @Test
  void part_of_a_pixel_is_refused() {
    assertThatThrownBy(() -> Rgb565.encode(new byte[4], BusOrder.HIGH_FIRST))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Rgb565.decode(new byte[3], BusOrder.HIGH_FIRST))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
