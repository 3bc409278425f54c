package io.requant.camera.internal;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which half of an RGB565 pixel the OV5640 puts on its 8-bit bus first.
 *
 * <p>The sensor's format control register 0x4300 decides: its high nibble 6 selects RGB565, its low
 * nibble the sequence. Data sheets and application notes disagree on which value their tables show
 * as the usual one; both are seen in dumps. The Linux driver (drivers/media/i2c/ov5640.c) calls
 * 0x61 {@code RGB565_2X8_BE} and 0x6F {@code RGB565_2X8_LE}.
 */
enum BusOrder {
  /** {@code RRRRRGGG} first, then {@code GGGBBBBB}: the order of {@code PixelFormat.RGB565}. */
  HIGH_FIRST(0x61),
  /** {@code GGGBBBBB} first, then {@code RRRRRGGG}. */
  LOW_FIRST(0x6F);

  private final int register4300;

  BusOrder(int register4300) {
    this.register4300 = register4300;
  }

  /** Value of register 0x4300. */
  int register4300() {
    return register4300;
  }

  /**
   * Reads a register value as configured.
   *
   * @throws IllegalArgumentException if it is none that this camera understands
   */
  static BusOrder of(String text) {
    for (BusOrder order : values()) {
      if (order.toString().equalsIgnoreCase(text.strip())) {
        return order;
      }
    }
    throw new IllegalArgumentException(
        "byteOrder '%s': register 0x4300 of an OV5640 in RGB565 is %s"
            .formatted(
                text,
                Arrays.stream(values())
                    .map(BusOrder::toString)
                    .collect(Collectors.joining(" or "))));
  }

  @Override
  public String toString() {
    return "0x%02X".formatted(register4300);
  }
}
