package io.requant.model.dataset;

import io.requant.model.graph.Shape;
import io.requant.model.network.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A few images that travel with a model, so that a gateway can see for itself whether a new engine
 * still knows them. Raw pixels at the size of the network's input; immutable.
 *
 * <p>Form: number of images (2 bytes, big-endian), the class of each (2 bytes), then the pixels,
 * image after image, rows, columns, channels varying fastest. The digest is over these bytes.
 */
public final class GoldenImages {

  /** Most images. */
  public static final int MAX_IMAGES = 1024;

  /** Most bytes of all pixels. */
  public static final int MAX_PIXELS = 1 << 22;

  private final Shape shape;
  private final byte[] content;
  private final Digest digest;

  private GoldenImages(Shape shape, byte[] content) {
    this.shape = shape;
    this.content = content;
    digest = Digest.of(content);
  }

  /**
   * Takes labelled images.
   *
   * @throws IllegalArgumentException if there are none, too many, or they are too large
   */
  public static GoldenImages of(LabelledImages images) {
    checkSize(images.count(), images.shape());
    ByteBuffer out = ByteBuffer.allocate(bytes(images.count(), images.shape()));
    out.putShort((short) images.count());
    for (int i = 0; i < images.count(); i++) {
      out.putShort((short) images.label(i));
    }
    for (int i = 0; i < images.count(); i++) {
      out.put(images.image(i));
    }
    return new GoldenImages(images.shape(), out.array());
  }

  /**
   * Reads the form; the buffer has to end with it.
   *
   * @param shape shape of one image, and so of the network's input
   * @param classes number of classes
   * @throws IllegalArgumentException if it is not of the length that it says, or a label is no
   *     class
   */
  public static GoldenImages decode(Shape shape, int classes, ByteBuffer in) {
    byte[] content = new byte[in.remaining()];
    in.duplicate().get(content);
    if (content.length < Short.BYTES) {
      throw new IllegalArgumentException("no number of golden images");
    }
    int count = ByteBuffer.wrap(content).getShort() & 0xFFFF;
    checkSize(count, shape);
    if (content.length != bytes(count, shape)) {
      throw new IllegalArgumentException(
          "%d golden images of shape %s take %d bytes; there are %d"
              .formatted(count, shape, bytes(count, shape), content.length));
    }
    GoldenImages images = new GoldenImages(shape, content);
    images.checkLabels(classes);
    return images;
  }

  private static int bytes(int count, Shape shape) {
    return Short.BYTES + count * (Short.BYTES + shape.size());
  }

  private static void checkSize(int count, Shape shape) {
    if (count < 1 || count > MAX_IMAGES || (long) count * shape.size() > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "%d golden images of shape %s; 1..%d images of at most %d bytes in all are possible"
              .formatted(count, shape, MAX_IMAGES, MAX_PIXELS));
    }
  }

  /**
   * Checks that every label is one of a network's classes.
   *
   * @throws IllegalArgumentException if one is not
   */
  public void checkLabels(int classes) {
    for (int i = 0; i < count(); i++) {
      if (label(i) >= classes) {
        throw new IllegalArgumentException(
            "golden image %d has class %d of %d".formatted(i, label(i), classes));
      }
    }
  }

  /** Number of images. */
  public int count() {
    return ByteBuffer.wrap(content).getShort() & 0xFFFF;
  }

  /** Shape of one image. */
  public Shape shape() {
    return shape;
  }

  /** Class of image {@code i}. */
  public int label(int i) {
    Objects.checkIndex(i, count());
    return ByteBuffer.wrap(content).getShort(Short.BYTES * (1 + i)) & 0xFFFF;
  }

  /** A copy of the pixels of image {@code i}, unsigned bytes. */
  public byte[] image(int i) {
    Objects.checkIndex(i, count());
    int at = Short.BYTES * (1 + count()) + i * shape.size();
    return Arrays.copyOfRange(content, at, at + shape.size());
  }

  /** The form, a copy. */
  public byte[] encode() {
    return content.clone();
  }

  /** Identity: SHA-256 of the form. */
  public Digest digest() {
    return digest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GoldenImages that
        && shape.equals(that.shape)
        && digest.equals(that.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return count() + " golden images " + digest.brief();
  }
}
