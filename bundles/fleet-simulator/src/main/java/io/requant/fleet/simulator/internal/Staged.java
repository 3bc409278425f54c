package io.requant.fleet.simulator.internal;

import io.requant.api.fleet.PushOptions;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.function.IntConsumer;

/** The controller, as a simulation drives it. */
interface Staged {

  /** How a rollout ended. */
  enum End {
    /** The last wave converged. */
    COMPLETED,
    /** Too many gateways failed; all were told to go back. */
    ROLLED_BACK,
    /** It came to a stop in between. */
    STUCK
  }

  /**
   * What became of a rollout.
   *
   * @param end how it ended
   * @param waves number of waves that were published
   * @param reason one sentence for people
   * @param waveSeconds time from the beginning to each wave's publication
   */
  record Result(End end, int waves, String reason, List<Double> waveSeconds) {}

  /** Number of gateways that it has heard. */
  int heard();

  /**
   * Rolls a policy out, wave by wave; returns when that has ended.
   *
   * @param fallback what to go back to
   * @param waves cumulative shares of the ring in ten-thousandths
   * @param began hears the number of every wave that is published, from 1
   */
  Result roll(
      Policy policy, Policy fallback, PushOptions options, List<Integer> waves, IntConsumer began)
      throws InterruptedException;

  /** What it believes of every gateway that it has heard. */
  List<Belief> beliefs();
}
