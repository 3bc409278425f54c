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
 * Frames of a sensor as they were recorded: RGB565 without header or padding, one frame after the
 * other. Frames are read when they are due, so a long recording takes no memory.
 */
final class DumpScene implements Scene {

  private final Path file;
  private final FileChannel channel;
  private final int frameBytes;
  private final int frames;
  private final BusOrder order;

  /**
   * Opens a recording.
   *
   * @param file the recording
   * @param area size of its frames
   * @param order byte order in the file
   * @throws IOException if it is no whole number of frames, at least one
   */
  DumpScene(Path file, SensorArea area, BusOrder order) throws IOException {
    this.file = file;
    this.frameBytes = area.frameBytes();
    this.order = order;
    long size = Files.size(file);
    long whole = size / frameBytes;
    if (whole == 0 || size % frameBytes != 0 || whole > Integer.MAX_VALUE) {
      throw new IOException(
          ("scene '%s': %d bytes are %d frames of %dx%d RGB565 (%d bytes each) and %d bytes more;"
                  + " the dump is truncated or width and height are not those of the recording")
              .formatted(
                  file, size, whole, area.width(), area.height(), frameBytes, size % frameBytes));
    }
    this.frames = (int) whole;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  @Override
  public int size() {
    return frames;
  }

  @Override
  public Exposure expose(int index) throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(frameBytes);
    long start = (long) index * frameBytes;
    while (pixels.hasRemaining()) {
      if (channel.read(pixels, start + pixels.position()) < 0) {
        throw new EOFException(
            "scene '%s': it ends inside frame %d; it was longer when it was opened"
                .formatted(file, index));
      }
    }
    if (order == BusOrder.LOW_FIRST) {
      Rgb565.exchangeBytes(pixels.array());
    }
    return new Exposure(pixels.flip().asReadOnlyBuffer(), OptionalInt.empty());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
