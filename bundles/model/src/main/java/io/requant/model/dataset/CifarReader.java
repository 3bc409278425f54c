package io.requant.model.dataset;

import io.requant.model.graph.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the binary version of CIFAR-10 and CIFAR-100: records of one or two label bytes and 3,072
 * pixel bytes, the red plane first, each plane row by row ("The CIFAR-10 dataset", section "Binary
 * version").
 */
final class CifarReader {

  static final Shape SHAPE = new Shape(32, 32, 3);

  /** Most records of one file: the larger of the official ones has as many. */
  static final int MAX_RECORDS = 50_000;

  private static final int PLANE = 32 * 32;

  private final int labelBytes;
  private final List<String> classes;
  private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
  private int[] labels = new int[0];
  private int count;

  /**
   * Prepares to read.
   *
   * @param labelBytes 1, or 2 where a coarse label stands before the fine one, which counts
   * @param classes names of the classes
   */
  CifarReader(int labelBytes, List<String> classes) {
    this.labelBytes = labelBytes;
    this.classes = classes;
  }

  /** Number of images read. */
  int count() {
    return count;
  }

  /**
   * Appends the records of one file.
   *
   * @param name name of the file, for messages
   * @param most largest number of records to read; the rest of the file is not looked at
   */
  void read(InputStream in, String name, int most) throws IOException {
    byte[] interleaved = new byte[SHAPE.size()];
    int length = labelBytes + SHAPE.size();
    for (int n = 0; n < most; n++) {
      byte[] record = in.readNBytes(length);
      if (record.length == 0 && n > 0) {
        return;
      }
      if (record.length < length) {
        throw new DataSetException(
            "%s: record %d has %d bytes instead of %d; the file is truncated: unpack it again"
                .formatted(name, n, record.length, length));
      }
      if (n == MAX_RECORDS) {
        throw new DataSetException(
            "%s: more than %d records; this is no CIFAR file".formatted(name, MAX_RECORDS));
      }
      int label = record[labelBytes - 1] & 0xFF;
      if (label >= classes.size()) {
        throw new DataSetException(
            "%s: record %d has label %d; there are %d classes: is this the right data set?"
                .formatted(name, n, label, classes.size()));
      }
      for (int i = 0; i < PLANE; i++) {
        for (int c = 0; c < 3; c++) {
          interleaved[3 * i + c] = record[labelBytes + c * PLANE + i];
        }
      }
      pixels.write(interleaved);
      add(label);
    }
  }

  private void add(int label) {
    if (count == labels.length) {
      labels = Arrays.copyOf(labels, Math.max(1024, 2 * count));
    }
    labels[count++] = label;
  }

  LabelledImages images() {
    return new LabelledImages(SHAPE, pixels.toByteArray(), Arrays.copyOf(labels, count), classes);
  }
}
