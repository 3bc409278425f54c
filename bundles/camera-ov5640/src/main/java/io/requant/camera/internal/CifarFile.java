package io.requant.camera.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;

/**
 * Images of one file in the binary version of CIFAR-10 or CIFAR-100 ("The CIFAR-10 dataset",
 * section "Binary version"): one or two label bytes, then the red, the green and the blue plane of
 * 32x32 pixels.
 *
 * <p>Reads a record when it is due. The data set readers of the model bundle hold all images of a
 * directory in memory, which is right for training; a test set held so takes half of a gateway's
 * heap.
 */
final class CifarFile implements PictureSource {

  /** What a record is. */
  enum Kind {
    /** One label of 0..9. */
    CIFAR10(1, 10),
    /** A coarse label, then a fine one of 0..99, which counts. */
    CIFAR100(2, 100);

    private final int labelBytes;
    private final int classes;

    Kind(int labelBytes, int classes) {
      this.labelBytes = labelBytes;
      this.classes = classes;
    }

    /** Bytes of a record. */
    int recordBytes() {
      return labelBytes + 3 * PLANE;
    }
  }

  private static final int EXTENT = 32;
  private static final int PLANE = EXTENT * EXTENT;

  private final Path file;
  private final Kind kind;
  private final int count;
  private final FileChannel channel;

  /**
   * Opens a file and looks at every label.
   *
   * @throws IOException if it is no whole number of records, at least one, or a label is no class
   */
  CifarFile(Path file, Kind kind) throws IOException {
    this.file = file;
    this.kind = kind;
    long size = Files.size(file);
    int record = kind.recordBytes();
    if (size == 0 || size % record != 0 || size / record > Integer.MAX_VALUE) {
      throw new IOException(
          ("scene '%s': %d bytes are %d records of %s (%d bytes each) and %d bytes more; the file"
                  + " is truncated or format is wrong")
              .formatted(file, size, size / record, kind, record, size % record));
    }
    count = (int) (size / record);
    channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      for (int i = 0; i < count; i++) {
        label(i, read(i, kind.labelBytes));
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Picture picture(int index) throws IOException {
    byte[] record = read(index, kind.recordBytes());
    byte[] rgb = new byte[3 * PLANE];
    for (int i = 0, at = kind.labelBytes; i < PLANE; i++, at++) {
      rgb[3 * i] = record[at];
      rgb[3 * i + 1] = record[at + PLANE];
      rgb[3 * i + 2] = record[at + 2 * PLANE];
    }
    return new Picture(EXTENT, EXTENT, rgb, OptionalInt.of(label(index, record)));
  }

  private int label(int index, byte[] record) throws IOException {
    int label = record[kind.labelBytes - 1] & 0xFF;
    if (label >= kind.classes) {
      throw new IOException(
          "scene '%s': image %d has label %d, %s has 0..%d; set format to what the file is"
              .formatted(file, index, label, kind, kind.classes - 1));
    }
    return label;
  }

  private byte[] read(int index, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    long start = (long) index * kind.recordBytes();
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, start + bytes.position()) < 0) {
        throw new EOFException(
            "scene '%s': it ends inside image %d; it was longer when it was opened"
                .formatted(file, index));
      }
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
