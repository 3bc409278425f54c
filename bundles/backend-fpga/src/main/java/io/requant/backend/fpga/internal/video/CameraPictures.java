package io.requant.backend.fpga.internal.video;

import io.requant.model.graph.Shape;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Pictures as a camera gives them, RGB565 with high bytes first, and panels' frames as files. */
public final class CameraPictures {

  private static final int MAX_EXTENT = 8192;

  private CameraPictures() {}

  /**
   * An image of a data set: enlarged by the largest whole factor, in the middle, on black, as the
   * camera of this product replays it.
   *
   * @param image interleaved bytes, 1 or 3 channels
   */
  public static byte[] enlarged(byte[] image, Shape shape, CameraTiming camera) {
    int factor =
        Math.max(1, Math.min(camera.width() / shape.width(), camera.height() / shape.height()));
    int left = (camera.width() - factor * shape.width()) / 2;
    int top = (camera.height() - factor * shape.height()) / 2;
    byte[] pixels = new byte[camera.frameBytes()];
    int blue = shape.channels() - 1;
    for (int y = Math.max(0, top);
        y < Math.min(camera.height(), top + factor * shape.height());
        y++) {
      for (int x = Math.max(0, left);
          x < Math.min(camera.width(), left + factor * shape.width());
          x++) {
        int at = ((y - top) / factor * shape.width() + (x - left) / factor) * shape.channels();
        put(
            pixels,
            y * camera.width() + x,
            image[at] & 0xFF,
            image[at + blue / 2] & 0xFF,
            image[at + blue] & 0xFF);
      }
    }
    return pixels;
  }

  /**
   * A picture from a file: {@code .rgb565} and {@code .raw} are recordings, whose first frame is
   * taken; anything else is decoded and brought to the camera's size, on black.
   *
   * @throws IOException if it cannot be read, or has another size; the message says which
   */
  public static byte[] read(Path file, CameraTiming camera) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".rgb565") || name.endsWith(".raw")) {
      long size = Files.size(file);
      if (size == 0 || size % camera.frameBytes() != 0) {
        throw new IOException(
            "%s: %d bytes are no whole frames of %dx%d RGB565 (%d bytes each): give their size with --camera"
                .formatted(file, size, camera.width(), camera.height(), camera.frameBytes()));
      }
      try (var in = Files.newInputStream(file)) {
        return in.readNBytes(camera.frameBytes());
      }
    }
    BufferedImage image = decode(file);
    double scale =
        Math.min(
            (double) camera.width() / image.getWidth(),
            (double) camera.height() / image.getHeight());
    int width = (int) Math.max(1, Math.round(image.getWidth() * scale));
    int height = (int) Math.max(1, Math.round(image.getHeight() * scale));
    BufferedImage canvas =
        new BufferedImage(camera.width(), camera.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(
        image, (camera.width() - width) / 2, (camera.height() - height) / 2, width, height, null);
    graphics.dispose();
    byte[] pixels = new byte[camera.frameBytes()];
    for (int i = 0; i < camera.width() * camera.height(); i++) {
      int rgb = canvas.getRGB(i % camera.width(), i / camera.width());
      put(pixels, i, rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    }
    return pixels;
  }

  private static BufferedImage decode(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
      if (readers == null || !readers.hasNext()) {
        throw new IOException(
            file + " is no picture that this Java can decode: give a PNG, a JPEG or a .rgb565");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width > MAX_EXTENT || height > MAX_EXTENT) {
          throw new IOException(
              "%s has %dx%d pixels; %d each way are the most"
                  .formatted(file, width, height, MAX_EXTENT));
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (RuntimeException e) {
      throw new IOException(file + " is a broken picture: " + e.getMessage(), e);
    }
  }

  /** A panel's frame as PNG. */
  public static byte[] png(PanelSignal signal) throws IOException {
    int width = signal.across().active();
    int height = signal.down().active();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, signal.pixels(), 0, width);
    var out = new java.io.ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Truncated, as the sensor's formatter does. */
  private static void put(byte[] pixels, int index, int red, int green, int blue) {
    int v = red >> 3 << 11 | green >> 2 << 5 | blue >> 3;
    pixels[2 * index] = (byte) (v >> 8);
    pixels[2 * index + 1] = (byte) v;
  }
}
