package io.requant.camera.internal;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * PNG and JPEG files of a directory, by name. A file is decoded when it is due; its size is looked
 * at before, since a few bytes of PNG may unpack to gigabytes.
 */
final class ImageFolder implements PictureSource {

  /** Most files of a directory. */
  static final int MAX_FILES = 100_000;

  private final List<Path> files;

  /**
   * Lists a directory.
   *
   * @throws IOException if it has no PNG or JPEG file, too many, or one that is larger than the
   *     sensor's pixel array or no image
   */
  ImageFolder(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(ImageFolder::isImage).limit(MAX_FILES + 1L).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException(
          "scene '" + directory + "': no .png, .jpg or .jpeg file is in this directory");
    }
    if (files.size() > MAX_FILES) {
      throw new IOException(
          "scene '" + directory + "': more than " + MAX_FILES + " images; split the directory");
    }
    for (Path file : files) {
      read(file, false);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"))
        && Files.isRegularFile(file);
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Picture picture(int index) throws IOException {
    return read(files.get(index), true);
  }

  private static Picture read(Path file, boolean pixels) throws IOException {
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("scene image '" + file + "': neither PNG nor JPEG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        checkSize(file, reader.getWidth(0), reader.getHeight(0));
        return pixels ? toPicture(reader.read(0)) : null;
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Image readers throw whatever broken files make them stumble over.
      String reason = String.valueOf(e.getMessage());
      throw reason.startsWith("scene image")
          ? new IOException(reason, e)
          : new IOException("scene image '" + file + "' cannot be read: " + reason, e);
    }
  }

  private static void checkSize(Path file, int width, int height) throws IOException {
    if (width > SensorArea.ARRAY_WIDTH || height > SensorArea.ARRAY_HEIGHT) {
      throw new IOException(
          "scene image '%s': %dx%d pixels, more than the sensor's %dx%d; reduce it"
              .formatted(file, width, height, SensorArea.ARRAY_WIDTH, SensorArea.ARRAY_HEIGHT));
    }
  }

  private static Picture toPicture(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[width * height * 3];
    int[] row = new int[width];
    for (int y = 0, at = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++, at += 3) {
        int alpha = row[x] >>> 24;
        rgb[at] = overBlack(row[x] >> 16, alpha);
        rgb[at + 1] = overBlack(row[x] >> 8, alpha);
        rgb[at + 2] = overBlack(row[x], alpha);
      }
    }
    return new Picture(width, height, rgb, OptionalInt.empty());
  }

  private static byte overBlack(int channel, int alpha) {
    return (byte) (((channel & 0xFF) * alpha + 127) / 255);
  }
}
