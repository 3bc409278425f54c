package io.requant.fleet.simulator.internal.torture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A process that is killed without a word, and started again.
 *
 * @param stage what is going on then
 * @param victim whose process
 * @param gateway which gateway's, from 0; means nothing for others
 * @param afterReports how many reports of gateways are heard in this stage before; 0 is while the
 *     order is given
 * @param delayMillis from then on
 * @param offMillis how long it is away
 */
record Kill(
    Stage stage, Victim victim, int gateway, int afterReports, int delayMillis, int offMillis) {

  private static final int MOST = 3;
  private static final int LONGEST_DELAY = 80;
  private static final int LONGEST_ABSENCE = 1500;

  /** A gateway says SEEN, STAGED, SHADOW, ACTIVE and that it has soaked. */
  private static final int REPORTS_IN_ROLLOUT = 5;

  private static final int REPORTS_IN_ROLLBACK = 3;

  /**
   * Draws one to three kills, in the order in which they happen. The same seed gives the same.
   *
   * @param products how many gateways have a process of their own
   * @param all how many gateways there are
   */
  static List<Kill> draw(long seed, int products, int all) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Kill> kills = new ArrayList<>();
    int count = 1 + random.nextInt(MOST);
    for (int i = 0; i < count; i++) {
      Stage stage = random.nextInt(3) == 0 ? Stage.ROLLBACK : Stage.ROLLOUT;
      int reports = all * (stage == Stage.ROLLOUT ? REPORTS_IN_ROLLOUT : REPORTS_IN_ROLLBACK);
      kills.add(
          new Kill(
              stage,
              Victim.values()[random.nextInt(Victim.values().length)],
              random.nextInt(products),
              random.nextInt(reports),
              random.nextInt(LONGEST_DELAY),
              random.nextInt(LONGEST_ABSENCE)));
    }
    kills.sort(Comparator.comparing(Kill::stage).thenComparing(Kill::afterReports));
    return List.copyOf(kills);
  }

  /** In a few words, for tables. */
  String brief() {
    return "%s%s in %s after %d+%d ms, %d ms away"
        .formatted(
            victim.name().toLowerCase(java.util.Locale.ROOT),
            victim == Victim.GATEWAY ? " " + (gateway + 1) : "",
            stage.name().toLowerCase(java.util.Locale.ROOT),
            afterReports,
            delayMillis,
            offMillis);
  }
}
