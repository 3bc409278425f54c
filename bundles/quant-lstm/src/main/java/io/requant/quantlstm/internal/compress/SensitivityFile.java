package io.requant.quantlstm.internal.compress;

import io.requant.model.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Sensitivities that are measured already, so that an interrupted run does not measure them again:
 * a line with the key of what was measured, then one line per layer and option, {@code
 * layer,option,nats of image 0,nats of image 1,...}. A last line that was cut off is measured
 * again.
 */
final class SensitivityFile {

  private final Path file;
  private final int images;
  private final Map<List<Integer>, float[]> known = new HashMap<>();

  /**
   * Reads what is there for a key; anything else is left behind.
   *
   * @param key network, options and images
   * @param images number of values of a line
   */
  SensitivityFile(Path file, String key, int images) throws IOException {
    this.file = file;
    this.images = images;
    if (Files.exists(file)) {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      List<String> found = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
      if (!found.isEmpty() && found.get(0).equals(key)) {
        found.subList(1, found.size()).forEach(this::line);
      }
    }
    StringBuilder kept = new StringBuilder(key).append('\n');
    known.forEach((place, values) -> kept.append(text(place.get(0), place.get(1), values)));
    AtomicFile.write(file, out -> out.write(kept.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private void line(String line) {
    String[] parts = line.split(",", -1);
    if (parts.length != images + 2) {
      return;
    }
    float[] values = new float[images];
    try {
      for (int i = 0; i < images; i++) {
        values[i] = Float.parseFloat(parts[i + 2]);
      }
      known.put(List.of(Integer.valueOf(parts[0]), Integer.valueOf(parts[1])), values);
    } catch (NumberFormatException e) {
      // Damaged by hand or by a disk: measured again.
    }
  }

  /** The values of a layer and an option by image, or null if they are not measured. */
  float[] values(int layer, int option) {
    return known.get(List.of(layer, option));
  }

  /** Adds values, on the disk when this returns. */
  void add(int layer, int option, float[] values) throws IOException {
    known.put(List.of(layer, option), values);
    ByteBuffer line = StandardCharsets.UTF_8.encode(text(layer, option, values));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(false);
    }
  }

  private static String text(int layer, int option, float[] values) {
    StringJoiner line = new StringJoiner(",", layer + "," + option + ",", "\n");
    for (float value : values) {
      line.add(Float.toString(value));
    }
    return line.toString();
  }
}
