package io.requant.fleet.simulator.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What a bad network does to the messages of one gateway: holds some back, so that later ones
 * overtake them, and delivers some twice. It loses nothing: MQTT at QoS 1 sends again.
 */
final class Disorder {

  private static final Duration LONGEST = Duration.ofMillis(1500);

  private final Lane lane;
  private final RandomGenerator random;
  private final double duplicates;
  private final double reordered;

  /**
   * Rates of messages, each 0..1.
   *
   * @param random decides which; not shared with others
   */
  Disorder(Lane lane, RandomGenerator random, double duplicates, double reordered) {
    this.lane = lane;
    this.random = random;
    this.duplicates = duplicates;
    this.reordered = reordered;
  }

  /**
   * Lets a message pass.
   *
   * @param deliver delivers it and says so to the sender
   * @param again delivers it once more
   */
  void pass(Runnable deliver, Runnable again) {
    boolean late = random.nextDouble() < reordered;
    boolean twice = random.nextDouble() < duplicates;
    if (late) {
      lane.run(deliver, some());
    } else {
      deliver.run();
    }
    if (twice) {
      lane.run(again, some());
    }
  }

  private Duration some() {
    return Duration.ofMillis(1 + random.nextLong(LONGEST.toMillis()));
  }
}
