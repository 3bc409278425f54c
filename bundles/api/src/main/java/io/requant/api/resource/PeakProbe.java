package io.requant.api.resource;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A service that measures how fast one core multiplies and accumulates with one kind of
 * instruction: the ceiling that engines built on it are compared with. A backend with code of its
 * own offers one for each of its instructions.
 */
@ConsumerType
public interface PeakProbe {

  /** What is measured, e.g. "vpdpbusd zmm". */
  String kernel();

  /** Width of the operands in bits: 8 or 16 for integers, 32 for single precision. */
  int operandBits();

  /**
   * Measures on the calling thread.
   *
   * @param time about how long; the best stretch counts, so that a busy machine does not lower it
   * @return multiply-accumulates a second, above 0
   */
  double macsPerSecond(Duration time);
}
