package io.requant.launcher;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * How to run a product.
 *
 * @param arguments verb and its arguments; empty to run until stopped
 * @param configuration folder of {@code PID.cfg} files, watched for changes
 * @param state folder of everything the product writes
 * @param control whether to take verbs, one JSON array a line, from standard input
 * @param shell whether to start an interactive Gogo shell
 */
record RunOptions(
    List<String> arguments, Path configuration, Path state, boolean control, boolean shell) {

  /**
   * One verb, with no configuration: a verb that needs a broker or a pipeline starts its own, never
   * the ones that the product would run as a service.
   */
  static RunOptions forVerb(Product product, List<String> words) {
    // A folder per process: two verbs can run side by side.
    Path state = product.defaultState().resolveSibling("verb-" + ProcessHandle.current().pid());
    return new RunOptions(words, state.resolve("etc"), state, false, false);
  }

  /**
   * Options of a product that runs until it is stopped.
   *
   * @throws IllegalArgumentException if an option is unknown or lacks its value
   */
  static RunOptions parse(Product product, List<String> words) {
    Path configuration = product.defaultConfiguration();
    Path state = product.defaultState();
    boolean control = false;
    boolean shell = false;
    for (Iterator<String> i = words.iterator(); i.hasNext(); ) {
      String word = i.next();
      switch (word) {
        case "--config" -> configuration = Path.of(value(word, i));
        case "--state" -> state = Path.of(value(word, i));
        case "--control" -> control = true;
        case "--shell" -> shell = true;
        default ->
            throw new IllegalArgumentException(
                "unknown option '%s'. Usage: ./requant %s [--config DIR] [--state DIR] [--shell]"
                    .formatted(word, product.name()));
      }
    }
    return new RunOptions(List.of(), configuration, state, control, shell);
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException(option + " needs a folder after it");
    }
    return words.next();
  }

  /** Whether this runs one verb and ends. */
  boolean oneVerb() {
    return !arguments.isEmpty();
  }
}
