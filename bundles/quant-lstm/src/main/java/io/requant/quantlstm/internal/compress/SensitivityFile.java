package io.requant.quantlstm.internal.compress;

import io.requant.model.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sensitivities that are measured already, so that an interrupted run does not measure them again:
 * a line with the key of what was measured, then one line per value, {@code layer,option,nats}.
 */
final class SensitivityFile {

  private final Path file;
  private final String key;
  private final List<String> lines = new ArrayList<>();

  /**
   * Reads what is there for a key; anything else is left behind.
   *
   * @param key network, options and images
   */
  SensitivityFile(Path file, String key) throws IOException {
    this.file = file;
    this.key = key;
    if (Files.exists(file)) {
      List<String> found = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (!found.isEmpty() && found.get(0).equals(key)) {
        lines.addAll(found.subList(1, found.size()));
      }
    }
  }

  /** The value of a layer and an option, or NaN if it is not measured. */
  double value(int layer, int option) {
    String start = layer + "," + option + ",";
    for (String line : lines) {
      if (line.startsWith(start)) {
        return Double.parseDouble(line.substring(start.length()));
      }
    }
    return Double.NaN;
  }

  /** Adds a value, on the disk when this returns. */
  void add(int layer, int option, double value) throws IOException {
    lines.add(layer + "," + option + "," + value);
    String text = key + "\n" + String.join("\n", lines) + "\n";
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
