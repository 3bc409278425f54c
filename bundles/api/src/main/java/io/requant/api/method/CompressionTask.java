package io.requant.api.method;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be compressed.
 *
 * @param model file with the network to start from, with real weights
 * @param data folder of the data set in its official binary form
 * @param directory where state, results and report are kept; exists
 * @param resume whether to go on from the state in that directory; without it, state there is an
 *     error, so that no run is overwritten by accident
 * @param settings values by name, for the settings that were given
 */
public record CompressionTask(
    Path model, Path data, Path directory, boolean resume, Map<String, String> settings) {

  /** Copies the settings. */
  public CompressionTask {
    settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * Value of a setting.
   *
   * @param setting one of the method's
   */
  public String value(Setting setting) {
    return settings.getOrDefault(setting.name(), setting.defaultValue());
  }

  /**
   * Value of a setting as a whole number.
   *
   * @throws IllegalArgumentException if it is none or outside the range; the message names both
   */
  public int number(Setting setting, int least, int most) {
    String text = value(setting);
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The message below says what is wrong.
    }
    throw new IllegalArgumentException(
        "--%s is '%s'; give a whole number in %d..%d".formatted(setting.name(), text, least, most));
  }
}
