package io.requant.model.dataset;

import io.requant.model.graph.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads IDX files of unsigned bytes: magic number with element type and number of dimensions,
 * extents, data ("The MNIST database of handwritten digits", section "File formats").
 */
final class IdxReader {

  private static final int IMAGES = 0x00000803;
  private static final int LABELS = 0x00000801;
  private static final int MAX_IMAGES = 1 << 20;
  private static final int MAX_EXTENT = 1024;

  private IdxReader() {}

  /**
   * Reads images and their labels.
   *
   * @param images stream and name, for messages, of the images
   * @param labels stream and name of the labels
   * @param most largest number of images to read
   */
  static LabelledImages read(Source images, Source labels, List<String> classes, int most)
      throws IOException {
    DataInputStream in = new DataInputStream(images.stream());
    int count = header(in, images.name(), IMAGES);
    int height = extent(in, images.name(), "rows", MAX_EXTENT);
    int width = extent(in, images.name(), "columns", MAX_EXTENT);
    Shape shape = new Shape(height, width, 1);
    DataInputStream labelIn = new DataInputStream(labels.stream());
    int labelCount = header(labelIn, labels.name(), LABELS);
    if (labelCount != count) {
      throw new DataSetException(
          "%s has %d labels, %s has %d images: they do not belong together"
              .formatted(labels.name(), labelCount, images.name(), count));
    }
    int read = Math.min(count, most);
    long size = (long) read * shape.size();
    if (size > Integer.MAX_VALUE - 8) {
      throw new DataSetException(
          images.name() + ": " + read + " images " + shape + " do not fit memory; set a limit");
    }
    byte[] pixels = bytes(in, images.name(), (int) size, read == count);
    byte[] raw = bytes(labelIn, labels.name(), read, read == count);
    int[] classOf = new int[read];
    for (int i = 0; i < read; i++) {
      classOf[i] = raw[i] & 0xFF;
      if (classOf[i] >= classes.size()) {
        throw new DataSetException(
            "%s: label %d is %d; there are %d classes: is this the right data set?"
                .formatted(labels.name(), i, classOf[i], classes.size()));
      }
    }
    return new LabelledImages(shape, pixels, classOf, classes);
  }

  /** A stream with the name of the file that it comes from. */
  record Source(InputStream stream, String name) {}

  private static int header(DataInputStream in, String name, int magic) throws IOException {
    int found;
    try {
      found = in.readInt();
    } catch (EOFException e) {
      throw truncated(name, e);
    }
    if (found != magic) {
      throw new DataSetException(
          "%s: starts with %08x instead of %08x; it is no IDX file of the expected kind"
              .formatted(name, found, magic));
    }
    return extent(in, name, "elements", MAX_IMAGES);
  }

  private static int extent(DataInputStream in, String name, String what, int most)
      throws IOException {
    try {
      int extent = in.readInt();
      if (extent < 1 || extent > most) {
        throw new DataSetException(
            "%s: %d %s; 1..%d are accepted".formatted(name, extent, what, most));
      }
      return extent;
    } catch (EOFException e) {
      throw truncated(name, e);
    }
  }

  /** Reads in pieces, so what is allocated follows what is there, not what the header says. */
  private static byte[] bytes(InputStream in, String name, int length, boolean last)
      throws IOException {
    try {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new DataSetException(
            "%s: %d bytes of data instead of %d; the file is truncated: get it again"
                .formatted(name, bytes.length, length));
      }
      // Reading on at the end also checks the check sum of a packed file.
      if (last && in.read() >= 0) {
        throw new DataSetException(
            name + ": more data than its header says; the file is damaged: get it again");
      }
      return bytes;
    } catch (EOFException e) {
      throw truncated(name, e);
    }
  }

  private static DataSetException truncated(String name, EOFException e) {
    return new DataSetException(name + ": the file is truncated: get it again", e);
  }
}
