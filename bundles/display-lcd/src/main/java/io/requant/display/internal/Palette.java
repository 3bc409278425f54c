package io.requant.display.internal;

/** Colours of the panel: dark, and far enough apart to stay so with 5 and 6 bits a channel. */
final class Palette {

  static final int BACKGROUND = 0x080C10;
  static final int CARD = 0x101820;
  static final int TRACK = 0x293842;
  static final int TEXT = 0xF7F7F7;
  static final int DIM = 0x9CAAB5;
  static final int ACCENT = 0x31D7BD;
  static final int GOOD = 0x4ADF84;
  static final int WARN = 0xFFBE21;
  static final int BAD = 0xFF7573;
  static final int BUSY = 0x63A6FF;
  static final int BAR = 0x42718C;

  private Palette() {}
}
