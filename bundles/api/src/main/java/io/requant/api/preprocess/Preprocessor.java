package io.requant.api.preprocess;

import io.requant.api.frame.Frame;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frame to network input, in exact integer arithmetic: the same frame gives the same bytes on every
 * machine.
 *
 * <ol>
 *   <li>Pixels to 8 bits per channel. RGB565 is widened by repeating its upper bits: {@code (v <<
 *       3) | (v >> 2)} for red and blue, {@code (v << 2) | (v >> 4)} for green, so 0 stays 0 and
 *       the largest value becomes 255.
 *   <li>Centre crop to the network's aspect: see {@code Crop}.
 *   <li>Area average: {@code (sum(wx * wy * v) + d/2) / d}, integer division, with the weights of
 *       {@code BoxAxis} and {@code d} their sum.
 *   <li>Networks with one channel: luma of the averages, {@code (77 R + 150 G + 29 B + 128) >> 8}
 *       (ITU-R BT.601 weights in 1/256); a grey pixel keeps its value.
 *   <li>{@link InputEncoder}.
 * </ol>
 *
 * <p>Allocates nothing per frame of the same size. Not thread-safe: one instance per thread.
 */
public final class Preprocessor {

  private static final int COLOURS = 3;

  private final Shape shape;
  private final InputEncoder encoder;
  private final byte[] pixels;
  private final ByteBuffer input;
  private final long[] sums;
  private final int[] rowSums;

  private byte[] row = {};
  private int frameWidth;
  private int frameHeight;
  private BoxAxis across;
  private BoxAxis down;

  /**
   * Prepares for a network.
   *
   * @throws IllegalArgumentException if its input has neither 1 nor 3 channels
   */
  public Preprocessor(Network network) {
    shape = network.graph().inputShape();
    if (shape.channels() != 1 && shape.channels() != COLOURS) {
      throw new IllegalArgumentException(
          "network '%s' has an input of %d channels; a camera gives 3, or 1 as grey"
              .formatted(network.name(), shape.channels()));
    }
    encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    pixels = new byte[shape.size()];
    input = ByteBuffer.allocateDirect(shape.size());
    sums = new long[shape.width() * COLOURS];
    rowSums = new int[shape.width() * COLOURS];
  }

  /**
   * Brings a frame to the network's input.
   *
   * @return direct buffer, position 0, owned by this object and overwritten by the next call
   */
  public ByteBuffer prepare(Frame frame) {
    if (frame.width() != frameWidth || frame.height() != frameHeight) {
      layOut(frame.width(), frame.height());
    }
    int rowInSums = -1;
    for (int y = 0; y < shape.height(); y++) {
      Arrays.fill(sums, 0);
      for (int source = down.first(y); source <= down.last(y); source++) {
        // Two target rows share a source row where the scale is not whole.
        if (source != rowInSums) {
          sumRow(frame, source);
          rowInSums = source;
        }
        long weight = down.weight(y, source);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += weight * rowSums[i];
        }
      }
      storeRow(y);
    }
    input.clear();
    encoder.encode(pixels, input);
    return input.flip();
  }

  private void layOut(int width, int height) {
    Crop crop = Crop.of(width, height, shape.width(), shape.height());
    across = new BoxAxis(crop.x(), crop.width(), shape.width());
    down = new BoxAxis(crop.y(), crop.height(), shape.height());
    row = new byte[width * COLOURS];
    frameWidth = width;
    frameHeight = height;
  }

  private void sumRow(Frame frame, int y) {
    int bytes = frame.width() * frame.format().bytesPerPixel();
    ByteBuffer source = frame.pixels();
    source.get(source.position() + y * bytes, row, 0, bytes);
    int inner = across.inner();
    for (int x = 0; x < shape.width(); x++) {
      int first = across.first(x);
      int last = across.last(x);
      // Only the two ends of a target pixel can be partly covered.
      long lanes = PixelLanes.sum(row, frame.format(), first + 1, last - 1) * inner;
      lanes += PixelLanes.sum(row, frame.format(), first, first) * across.weight(x, first);
      if (last > first) {
        lanes += PixelLanes.sum(row, frame.format(), last, last) * across.weight(x, last);
      }
      rowSums[COLOURS * x] = PixelLanes.red(lanes);
      rowSums[COLOURS * x + 1] = PixelLanes.green(lanes);
      rowSums[COLOURS * x + 2] = PixelLanes.blue(lanes);
    }
  }

  private void storeRow(int y) {
    long total = (long) across.total() * down.total();
    int o = y * shape.width() * shape.channels();
    for (int i = 0; i < sums.length; i += COLOURS) {
      int red = mean(sums[i], total);
      int green = mean(sums[i + 1], total);
      int blue = mean(sums[i + 2], total);
      if (shape.channels() == 1) {
        pixels[o++] = (byte) ((77 * red + 150 * green + 29 * blue + 128) >> 8);
      } else {
        pixels[o++] = (byte) red;
        pixels[o++] = (byte) green;
        pixels[o++] = (byte) blue;
      }
    }
  }

  private static int mean(long sum, long total) {
    return (int) ((sum + total / 2) / total);
  }
}
