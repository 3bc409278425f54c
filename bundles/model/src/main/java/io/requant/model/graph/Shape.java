package io.requant.model.graph;

/**
 * Shape of one feature map, without a batch dimension: everything here runs at batch 1.
 *
 * <p>Elements are stored height, width, channels (NHWC), channels varying fastest.
 *
 * @param height rows, 1..65,536
 * @param width columns, 1..65,536
 * @param channels channels, 1..65,536
 */
public record Shape(int height, int width, int channels) {

  /** Largest extent of one dimension. */
  public static final int MAX_EXTENT = 1 << 16;

  /** Largest number of elements of one feature map; keeps every index and size within an int. */
  public static final int MAX_SIZE = 1 << 26;

  public Shape {
    if (!inRange(height) || !inRange(width) || !inRange(channels)) {
      throw new IllegalArgumentException(
          "shape " + text(height, width, channels) + ": each extent must be 1.." + MAX_EXTENT);
    }
    if ((long) height * width * channels > MAX_SIZE) {
      throw new IllegalArgumentException(
          "shape " + text(height, width, channels) + ": more than " + MAX_SIZE + " elements");
    }
  }

  /** A vector of {@code channels} elements: shape 1x1xC. */
  public static Shape vector(int channels) {
    return new Shape(1, 1, channels);
  }

  /** Number of elements. */
  public int size() {
    return height * width * channels;
  }

  private static boolean inRange(int extent) {
    return extent >= 1 && extent <= MAX_EXTENT;
  }

  private static String text(int h, int w, int c) {
    return h + "x" + w + "x" + c;
  }

  @Override
  public String toString() {
    return text(height, width, channels);
  }
}
