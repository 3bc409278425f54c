package io.requant.api.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a rollout widens, and when it stops.
 *
 * @param waves share of the ring after each wave, in ten-thousandths, growing; the last is 10000
 * @param success least share of the asked gateways that must have converged, above 0 up to 1
 * @param errors largest share of them that may have failed, 0..1; more stops the rollout at once
 * @param soak how long a wave that has converged is watched before the next begins
 * @param patience longest time that a wave may take; then the rollout pauses
 * @param approvals numbers of the waves, from 1, that begin only when somebody approves them
 * @param notBefore when the first wave may begin; empty for at once
 * @param expires when no wave may begin any more; empty for never
 * @param onFailure what to do when too many gateways fail
 */
public record RolloutPlan(
    List<Integer> waves,
    double success,
    double errors,
    Duration soak,
    Duration patience,
    Set<Integer> approvals,
    Optional<Instant> notBefore,
    Optional<Instant> expires,
    OnFailure onFailure) {

  /** A wave that is the whole ring. */
  public static final int WHOLE = 10_000;

  /** Most waves. */
  public static final int MAX_WAVES = 32;

  private static final Duration LONGEST = Duration.ofDays(366);

  /** What to do when too many gateways fail. */
  public enum OnFailure {
    /** Tell every gateway of the ring to go back. */
    ROLLBACK,
    /** Begin no further wave and wait for an order. */
    PAUSE
  }

  public RolloutPlan {
    waves = List.copyOf(waves);
    approvals = Set.copyOf(approvals);
    if (waves.isEmpty() || waves.size() > MAX_WAVES) {
      throw new IllegalArgumentException(waves.size() + " waves; 1.." + MAX_WAVES + " is possible");
    }
    int before = 0;
    for (int wave : waves) {
      if (wave <= before || wave > WHOLE) {
        throw new IllegalArgumentException(
            "waves " + waves + " must grow, within 1.." + WHOLE + " ten-thousandths");
      }
      before = wave;
    }
    if (before != WHOLE) {
      throw new IllegalArgumentException(
          "waves " + waves + " do not end with the whole ring (" + WHOLE + ")");
    }
    if (!(success > 0 && success <= 1) || !(errors >= 0 && errors <= 1)) {
      throw new IllegalArgumentException(
          "success " + success + " and errors " + errors + "; (0, 1] and [0, 1] are possible");
    }
    for (Duration time : List.of(soak, patience)) {
      if (time.isNegative() || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "soak " + soak + " and patience " + patience + "; 0 to 366 days is possible");
      }
    }
    for (int wave : approvals) {
      if (wave < 1 || wave > waves.size()) {
        throw new IllegalArgumentException(
            "approval of wave " + wave + "; there are " + waves.size());
      }
    }
    if (notBefore.isPresent() && expires.isPresent() && !expires.get().isAfter(notBefore.get())) {
      throw new IllegalArgumentException("rollout expires before it may begin");
    }
  }

  /**
   * At once, without approval: 95 % must converge, 2 % may fail, back if more do, an hour a wave.
   *
   * @param waves shares in ten-thousandths
   */
  public static RolloutPlan of(List<Integer> waves) {
    return new RolloutPlan(
        waves,
        0.95,
        0.02,
        Duration.ZERO,
        Duration.ofHours(1),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        OnFailure.ROLLBACK);
  }
}
