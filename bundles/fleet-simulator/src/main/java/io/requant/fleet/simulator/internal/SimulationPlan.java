package io.requant.fleet.simulator.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * What to simulate.
 *
 * @param gateways how many
 * @param waves in how many waves policies are rolled out
 * @param faults what goes wrong
 * @param seed of everything random
 * @param jitterSeconds over how long gateways spread their work
 */
record SimulationPlan(int gateways, int waves, Faults faults, long seed, int jitterSeconds) {

  /** Most gateways: a process may not open more files on the machines that we know. */
  static final int MAX_GATEWAYS = 19_000;

  private static final int WHOLE = 10_000;
  private static final int MAX_WAVES = 20;
  private static final double LEAST_SHARE = 0.05;
  private static final int FEW = 10;

  SimulationPlan {
    if (gateways < 1 || gateways > MAX_GATEWAYS) {
      throw new IllegalArgumentException(
          "--gateways " + gateways + "; 1.." + MAX_GATEWAYS + " is possible");
    }
    if (waves < 1 || waves > MAX_WAVES) {
      throw new IllegalArgumentException("--waves " + waves + "; 1.." + MAX_WAVES + " is possible");
    }
    if (jitterSeconds < 0 || jitterSeconds > 600) {
      throw new IllegalArgumentException("--jitter " + jitterSeconds + "; 0..600 s is possible");
    }
  }

  /**
   * Cumulative shares of the ring in ten-thousandths: from 5 % on, or so much that some gateways
   * are in the first wave, they grow by equal factors.
   */
  List<Integer> shares() {
    List<Integer> shares = new ArrayList<>();
    double first = Math.min(0.5, Math.max(LEAST_SHARE, FEW / (double) gateways));
    for (int wave = 1; wave < waves; wave++) {
      double share = first * Math.pow(1 / first, (wave - 1) / (double) (waves - 1));
      int least = shares.isEmpty() ? 1 : shares.get(shares.size() - 1) + 1;
      shares.add(Math.max(least, (int) Math.round(WHOLE * share)));
    }
    shares.add(WHOLE);
    return shares;
  }
}
