package io.requant.display.internal;

/** What an LCD shows now; how the web page of this bundle gets at it. */
interface LcdPicture {

  /** Number of the picture: another number, another picture. */
  long sequence();

  /** Columns. */
  int width();

  /** Rows. */
  int height();

  /** The picture as PNG. */
  byte[] png();
}
