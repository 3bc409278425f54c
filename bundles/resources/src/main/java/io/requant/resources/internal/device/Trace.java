package io.requant.resources.internal.device;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded trace of what was left: a text file with the head {@code seconds,cpuLeft,memoryLeft}
 * and one line a moment, times growing, shares 0..1. Lines that begin with {@code #} and empty
 * lines are skipped.
 *
 * @param points the moments, at least one
 */
public record Trace(List<Point> points) {

  /** First line of a file. */
  public static final String HEAD = "seconds,cpuLeft,memoryLeft";

  private static final long MAX_BYTES = 16 << 20;
  private static final double MAX_SECONDS = 1e7;

  /**
   * What is left from a moment on.
   *
   * @param seconds time since the trace began
   * @param cpuLeft share of the processors, 0..1
   * @param memoryLeft share of the memory that is plenty, 0..1
   */
  public record Point(double seconds, double cpuLeft, double memoryLeft) {}

  public Trace {
    points = List.copyOf(points);
  }

  /**
   * Reads a trace.
   *
   * @throws IOException if the file cannot be read or is no trace; names the line and the reason
   */
  public static Trace read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("trace '" + file + "' does not exist or is no file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(
          "trace '%s' has %d bytes; at most %d are possible"
              .formatted(file, Files.size(file), MAX_BYTES));
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IOException("trace '" + file + "' is no UTF-8 text", e);
    }
    List<Point> points = new ArrayList<>();
    boolean head = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (!head) {
        if (!line.equals(HEAD)) {
          throw new IOException(
              "trace '%s', line %d: its head must be '%s'".formatted(file, i + 1, HEAD));
        }
        head = true;
        continue;
      }
      try {
        points.add(point(line, points.isEmpty() ? -1 : points.get(points.size() - 1).seconds()));
      } catch (IllegalArgumentException e) {
        throw new IOException("trace '%s', line %d: %s".formatted(file, i + 1, e.getMessage()), e);
      }
    }
    if (points.isEmpty()) {
      throw new IOException("trace '" + file + "' has no moments");
    }
    return new Trace(points);
  }

  private static Point point(String line, double after) {
    String[] cells = line.split(",", -1);
    if (cells.length != 3) {
      throw new IllegalArgumentException(cells.length + " values, 3 are needed: " + HEAD);
    }
    double seconds = number("seconds", cells[0], MAX_SECONDS);
    if (seconds <= after) {
      throw new IllegalArgumentException(seconds + " s do not come after " + after + " s");
    }
    return new Point(seconds, number("cpuLeft", cells[1], 1), number("memoryLeft", cells[2], 1));
  }

  private static double number(String what, String cell, double max) {
    try {
      double value = Double.parseDouble(cell.strip());
      if (value >= 0 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is no number", e);
    }
    throw new IllegalArgumentException("%s must be 0..%s".formatted(what, max));
  }

  /** What holds at a time: the last point not after it; before the first, the first. */
  Point at(double seconds) {
    int low = 0;
    int high = points.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (points.get(middle).seconds() <= seconds) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return points.get(low);
  }

  /** Time of the last point, in seconds. */
  public double lastSeconds() {
    return points.get(points.size() - 1).seconds();
  }
}
