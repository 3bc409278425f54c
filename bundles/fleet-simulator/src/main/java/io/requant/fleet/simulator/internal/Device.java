package io.requant.fleet.simulator.internal;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What kind of device a simulated gateway is.
 *
 * @param prepare time to build and warm an engine
 * @param framesPerSecond frames that its camera gives
 * @param gatesBroken whether every comparison of engines fails on it
 * @param skew how much its clock is ahead
 */
record Device(Duration prepare, int framesPerSecond, boolean gatesBroken, Duration skew) {

  private static final int SLOWNESS = 20;
  private static final Duration TOLERATED = Duration.ofMinutes(4);
  private static final Duration INTOLERABLE = Duration.ofHours(-2);

  /** One skewed clock in so many is beyond what agents tolerate. */
  private static final int BEYOND = 10;

  /** Draws a device. */
  static Device draw(Faults faults, SplittableRandom random) {
    boolean slow = random.nextDouble() < faults.rate(FaultKind.SLOW);
    boolean broken = random.nextDouble() < faults.rate(FaultKind.GATES);
    boolean skewed = random.nextDouble() < faults.rate(FaultKind.SKEW);
    Duration skew =
        random.nextInt(BEYOND) == 0
            ? INTOLERABLE
            : TOLERATED.multipliedBy(random.nextInt(-100, 101)).dividedBy(100);
    return new Device(
        Duration.ofMillis((slow ? SLOWNESS : 1) * random.nextLong(20, 200)),
        30,
        broken,
        skewed ? skew : Duration.ZERO);
  }
}
