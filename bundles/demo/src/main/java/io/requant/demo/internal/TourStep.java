package io.requant.demo.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One thing that the demo does to the running gateway. */
sealed interface TourStep {

  /** Under a load a level falls, lasts its dwell, and comes back; that takes some 8 s. */
  int LEAST_SECONDS_WITH_LOAD = 20;

  /** Leaves less than a quarter, so that the level falls to the lowest. */
  int LOAD_PERCENT = 90;

  /** Pushes a policy of the model over MQTT. */
  record Push(String policy) implements TourStep {}

  /**
   * Changes the backend bundle while frames flow.
   *
   * @param how what is done, for the report
   * @param verbs verbs to run in the gateway, one after the other
   */
  record Swap(String how, List<List<String>> verbs) implements TourStep {

    public Swap {
      verbs = List.copyOf(verbs);
    }
  }

  /**
   * Lets a load run beside the gateway, which is told by the fleet what it may adapt to.
   *
   * @param percent share of every processor to hold
   */
  record Load(int percent) implements TourStep {

    @Override
    public int weight() {
      return 3;
    }
  }

  /** How much of the tour's time it gets, beside the others. */
  default int weight() {
    return 1;
  }

  /**
   * The demo's tour: four pushes, every way in which a bundle can change, and a load where there is
   * time for it.
   *
   * @param bundle symbolic name of the backend's bundle
   * @param first jar that the gateway starts with
   * @param second another revision of it
   * @param length how long the tour is to take; under {@value #LEAST_SECONDS_WITH_LOAD} s it has no
   *     load
   */
  static List<TourStep> tour(String bundle, String first, String second, Duration length) {
    List<TourStep> steps = new ArrayList<>();
    steps.add(new Push("w8a8"));
    steps.add(swap("stop, start", words("stop", bundle), words("start", bundle)));
    steps.add(new Push("w6a6"));
    steps.add(swap("update", words("update", bundle, second)));
    steps.add(swap("uninstall, install", words("uninstall", bundle), words("install", second)));
    steps.add(new Push("w4a4"));
    steps.add(swap("update", words("update", bundle, first)));
    steps.add(swap("stop, start", words("stop", bundle), words("start", bundle)));
    steps.add(new Push("w8a8"));
    steps.add(swap("uninstall, install", words("uninstall", bundle), words("install", first)));
    steps.add(swap("update", words("update", bundle, second)));
    if (length.toSeconds() >= LEAST_SECONDS_WITH_LOAD) {
      steps.add(new Load(LOAD_PERCENT));
    }
    return steps;
  }

  private static Swap swap(String how, List<String> verb) {
    return new Swap(how, List.of(verb));
  }

  private static Swap swap(String how, List<String> verb, List<String> next) {
    return new Swap(how, List.of(verb, next));
  }

  private static List<String> words(String... words) {
    List<String> all = new ArrayList<>(List.of("backends"));
    all.addAll(List.of(words));
    return all;
  }
}
