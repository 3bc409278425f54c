package io.requant.display.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Requant's own letters, as strokes. They cost 10 KB, where the platform's text drawing would load
 * a toolkit and its fonts into a gateway that has no desktop.
 */
final class Typeface {

  /** Height of capitals in the units of strokes. */
  static final double CAP_HEIGHT = 14;

  /** Height of small letters in the units of strokes. */
  static final double X_HEIGHT = 10;

  /** Lowest place of a stroke. */
  static final double DESCENT = 4;

  private static final Outline MISSING =
      new Outline(8, List.of(Stroke.parse("0,0 0,14 8,14 8,0 z")));

  private final Map<Character, Outline> outlines;

  /**
   * A letter.
   *
   * @param width of its body
   * @param strokes its lines
   */
  record Outline(double width, List<Stroke> strokes) {}

  private Typeface(Map<Character, Outline> outlines) {
    this.outlines = outlines;
  }

  /** Reads the letters that come with this bundle. */
  static Typeface load() {
    try (InputStream in = Typeface.class.getResourceAsStream("strokes.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return parse(lines.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException("strokes.txt of the display bundle", e);
    }
  }

  /**
   * Reads letters.
   *
   * @throws IllegalArgumentException if a line is wrong; the message quotes it
   */
  static Typeface parse(List<String> lines) {
    Map<Character, Outline> outlines = new HashMap<>();
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        boolean escaped = line.charAt(0) == '\\';
        String[] words = line.substring(escaped ? 2 : 1).strip().split(" +", 2);
        List<Stroke> strokes =
            Pattern.compile("\\|")
                .splitAsStream(words[1])
                .map(Stroke::parse)
                .collect(Collectors.toUnmodifiableList());
        outlines.put(
            line.charAt(escaped ? 1 : 0), new Outline(Double.parseDouble(words[0]), strokes));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException("letter '" + line + "': " + e.getMessage(), e);
      }
    }
    return new Typeface(Map.copyOf(outlines));
  }

  /** Whether there is a letter for a character. */
  boolean has(char character) {
    return outlines.containsKey(character);
  }

  /** The letter of a character; an empty box if there is none. */
  Outline outline(char character) {
    return outlines.getOrDefault(character, MISSING);
  }
}
