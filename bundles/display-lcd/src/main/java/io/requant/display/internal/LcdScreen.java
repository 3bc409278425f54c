package io.requant.display.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The memory behind a panel: one thread draws on it, any thread takes pictures of it. */
final class LcdScreen implements LcdPicture {

  private final Dashboard dashboard;
  private final Canvas canvas;
  private final Object encoding = new Object();
  private Observation shown;
  private long sequence;
  private byte[] png;
  private long pngSequence = -1;

  LcdScreen(Panel panel) {
    dashboard = new Dashboard(panel);
    canvas = new Canvas(panel.width(), panel.height());
  }

  /**
   * Draws what is seen, unless that is on the panel already.
   *
   * @return whether it drew
   */
  synchronized boolean refresh(Observation seen) {
    if (seen.equals(shown)) {
      return false;
    }
    dashboard.paint(canvas, seen);
    shown = seen;
    sequence++;
    return true;
  }

  @Override
  public synchronized long sequence() {
    return sequence;
  }

  @Override
  public int width() {
    return canvas.width();
  }

  @Override
  public int height() {
    return canvas.height();
  }

  /** Encodes at most once a picture, however many ask, and only if somebody asks. */
  @Override
  public byte[] png() {
    synchronized (encoding) {
      short[] copy;
      long number;
      synchronized (this) {
        if (pngSequence == sequence) {
          return png.clone();
        }
        copy = canvas.pixels().clone();
        number = sequence;
      }
      byte[] encoded = PngEncoder.encode(canvas.width(), canvas.height(), copy);
      synchronized (this) {
        png = encoded;
        pngSequence = number;
      }
      return encoded.clone();
    }
  }

  /**
   * The picture as LCD controllers and Linux framebuffers take it: two bytes a pixel, low first.
   */
  byte[] raw() {
    ByteBuffer bytes =
        ByteBuffer.allocate(canvas.width() * canvas.height() * 2).order(ByteOrder.LITTLE_ENDIAN);
    synchronized (this) {
      bytes.asShortBuffer().put(canvas.pixels());
    }
    return bytes.array();
  }
}
