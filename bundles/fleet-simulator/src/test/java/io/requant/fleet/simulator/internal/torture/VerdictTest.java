package io.requant.fleet.simulator.internal.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.simulator.internal.Order;
import io.requant.fleet.simulator.internal.Violation;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import io.requant.fleet.simulator.internal.torture.Verdict.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final List<Order> PUBLISHED =
      List.of(wave(1, 1, 2000), wave(1, 2, 6000), wave(2, 1, 10_000), back(3, 1));

  private static final List<Entry> LOG =
      List.of(
          new Entry("rollout", "ro"),
          new Entry("rollout.RUNNING", "ro"),
          new Entry("rollout.SOAKING", "ro"),
          new Entry("rollout.RUNNING", "ro"),
          new Entry("rollout.RUNNING", "ro"),
          new Entry("rollout.COMPLETED", "ro"),
          new Entry("rollout.ROLLING_BACK", "ro"),
          new Entry("rollout.ROLLED_BACK", "ro"));

  private static final List<String> ENDS = List.of("COMPLETED", "ROLLED_BACK");

  private static Order wave(long epoch, long seq, int to) {
    return new Order(new Position(epoch, seq), Action.APPLY, "new", new Slice("ro", 0, to));
  }

  private static Order back(long epoch, long seq) {
    return new Order(new Position(epoch, seq), Action.ROLLBACK, "old", Slice.ALL);
  }

  private static List<Invariant> broken(List<Violation> violations) {
    return violations.stream().map(Violation::invariant).distinct().toList();
  }

  @Test
  void aRolloutThatGoesOnInEveryEpochIsNotBlamed() {
    assertThat(Verdict.orders(PUBLISHED)).isEmpty();
    assertThat(Verdict.audit(LOG, "ro", PUBLISHED, ENDS)).isEmpty();
  }

  @Test
  void aRepeatedMessageCountsOnce() {
    List<Order> again = new ArrayList<>(PUBLISHED);
    again.add(wave(2, 2, 10_000));
    assertThat(Verdict.orders(again)).isEmpty();
    assertThat(Verdict.audit(LOG, "ro", again, ENDS)).isEmpty();
  }

  @Test
  void twoMessagesUnderOneNumberAreSeen() {
    assertThat(broken(Verdict.orders(List.of(wave(1, 1, 2000), wave(1, 1, 6000)))))
        .containsExactly(Invariant.ONE_ORDER);
  }

  @Test
  void aWaveThatShrinksIsSeen() {
    assertThat(broken(Verdict.orders(List.of(wave(1, 2, 6000), wave(2, 1, 2000)))))
        .containsExactly(Invariant.ONE_ORDER);
  }

  @Test
  void aWaveAfterTheWayBackIsSeen() {
    assertThat(broken(Verdict.orders(List.of(wave(1, 1, 2000), back(1, 2), wave(2, 1, 6000)))))
        .containsExactly(Invariant.ONE_ORDER);
  }

  @Test
  void everyMissingEntryIsSeen() {
    // That gateways soaked was no message, and no end.
    for (int missing : new int[] {0, 1, 3, 4, 5, 6, 7}) {
      List<Entry> log = new ArrayList<>(LOG);
      log.remove(missing);
      assertThat(broken(Verdict.audit(log, "ro", PUBLISHED, ENDS)))
          .as("without %s", LOG.get(missing))
          .containsExactly(Invariant.AUDITED);
    }
  }

  @Test
  void whatIsDoneTwiceIsSeen() {
    for (int twice : new int[] {0, 5, 6, 7}) {
      List<Entry> log = new ArrayList<>(LOG);
      log.add(LOG.get(twice));
      assertThat(broken(Verdict.audit(log, "ro", PUBLISHED, ENDS)))
          .as("%s twice", LOG.get(twice))
          .containsExactly(Invariant.AUDITED);
    }
  }
}
