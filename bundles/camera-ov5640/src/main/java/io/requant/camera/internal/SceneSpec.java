package io.requant.camera.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a scene is and what it is made of.
 *
 * @param path file or directory; empty for the test pattern
 * @param format what the path is
 * @param order byte order of an RGB565 dump
 */
record SceneSpec(Optional<Path> path, Format format, BusOrder order) {

  private static final String SYNTHETIC = "synthetic";

  /** What a scene's path is. */
  enum Format {
    /** Told by the name: see {@link #guess}. */
    AUTO,
    /** Records of 1 label and 3072 bytes. */
    CIFAR10,
    /** Records of 2 labels and 3072 bytes. */
    CIFAR100,
    /** A directory of PNG and JPEG files. */
    IMAGES,
    /** Frames of two bytes a pixel. */
    RGB565;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads a configuration.
   *
   * @param scene "synthetic" or a path
   * @param format one of {@link Format}, in any case
   * @throws IllegalArgumentException if it is none
   */
  static SceneSpec of(String scene, String format, BusOrder order) {
    String where = scene.strip();
    if (where.isEmpty()) {
      throw new IllegalArgumentException("scene is empty: 'synthetic' or a path is needed");
    }
    Format kind =
        Arrays.stream(Format.values())
            .filter(f -> f.toString().equalsIgnoreCase(format.strip()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "format '%s': %s are possible"
                            .formatted(
                                format,
                                Arrays.stream(Format.values())
                                    .map(Format::toString)
                                    .collect(Collectors.joining(", ")))));
    try {
      return new SceneSpec(
          where.equals(SYNTHETIC) ? Optional.empty() : Optional.of(Path.of(where)), kind, order);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("scene '" + scene + "' is no path: " + e.getMessage(), e);
    }
  }

  /**
   * Opens the scene.
   *
   * @param area size of frames
   * @throws IOException if it cannot be read; the message names it and the reason
   */
  Scene open(SensorArea area) throws IOException {
    if (path.isEmpty()) {
      return new PictureScene(new TestPattern(area), area);
    }
    Path where = path.get();
    if (!Files.isReadable(where)) {
      throw new IOException(
          "scene '"
              + where
              + "' is not there or cannot be read; set scene to 'synthetic' or a path");
    }
    return switch (format == Format.AUTO ? guess(where) : format) {
      case CIFAR10 -> cifar(where, "test_batch.bin", CifarFile.Kind.CIFAR10, area);
      case CIFAR100 -> cifar(where, "test.bin", CifarFile.Kind.CIFAR100, area);
      case IMAGES -> new PictureScene(new ImageFolder(where), area);
      case RGB565 -> new DumpScene(where, area, order);
      case AUTO -> throw new IllegalStateException("guessed");
    };
  }

  private static Scene cifar(Path where, String testFile, CifarFile.Kind kind, SensorArea area)
      throws IOException {
    Path file = Files.isDirectory(where) ? where.resolve(testFile) : where;
    return new PictureScene(new CifarFile(file, kind), area);
  }

  /**
   * A directory is CIFAR if it has the test file of one, else images; .rgb565 and .raw are dumps;
   * .bin is CIFAR-100 or CIFAR-10 by its length.
   */
  private static Format guess(Path where) throws IOException {
    if (Files.isDirectory(where)) {
      return Files.exists(where.resolve("test_batch.bin"))
          ? Format.CIFAR10
          : Files.exists(where.resolve("fine_label_names.txt")) ? Format.CIFAR100 : Format.IMAGES;
    }
    String name = where.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".rgb565") || name.endsWith(".raw")) {
      return Format.RGB565;
    }
    if (name.endsWith(".bin")) {
      return Files.size(where) % CifarFile.Kind.CIFAR100.recordBytes() == 0
          ? Format.CIFAR100
          : Format.CIFAR10;
    }
    throw new IOException(
        "scene '%s': its name does not say what it is; set format to cifar10, cifar100, images or rgb565"
            .formatted(where));
  }
}
