package io.requant.fleet.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.simulator.internal.GatewayEvent.Began;
import io.requant.fleet.simulator.internal.GatewayEvent.Ended;
import io.requant.fleet.simulator.internal.GatewayEvent.Said;
import io.requant.fleet.simulator.internal.GatewayEvent.Stored;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HistoryCheckerTest {

  private static final String GATEWAY = "gw-1";
  private static final String INITIAL = "d0";

  /** A history that may be, with the orders that led to it. */
  private static final class Plausible {
    final List<Order> orders = new ArrayList<>();
    final List<GatewayEvent> events = new ArrayList<>();
    final List<Integer> stored = new ArrayList<>();
    final List<Integer> began = new ArrayList<>();
    final List<Integer> said = new ArrayList<>();

    Plausible(long seed, int steps) {
      Random random = new Random(seed);
      String running = INITIAL;
      add(new Began(running), began);
      Position newest = Position.NONE;
      for (int i = 1; i <= steps; i++) {
        boolean mine = random.nextBoolean();
        String digest = "d" + i;
        newest = new Position(1, i);
        orders.add(
            new Order(
                newest, Action.APPLY, digest, new Slice("s" + i, 0, mine ? Slice.BUCKETS : 0)));
        add(new Stored(newest), stored);
        if (mine && random.nextInt(4) > 0) {
          events.add(new Ended(running));
          String before = running;
          running = digest;
          add(new Began(running), began);
          if (random.nextInt(4) == 0) {
            events.add(new Ended(running));
            running = before;
            add(new Began(running), began);
          }
        }
        if (random.nextInt(5) == 0) {
          events.add(new Ended(running));
          add(new Began(running), began);
        }
        add(new Said(newest, random.nextInt(6) == 0 ? "" : running), said);
      }
    }

    private void add(GatewayEvent event, List<Integer> index) {
      index.add(events.size());
      events.add(event);
    }

    List<Violation> check() {
      return HistoryChecker.check(GATEWAY, INITIAL, orders, events);
    }
  }

  private static int pick(List<Integer> from, long seed) {
    return from.get(new Random(seed).nextInt(from.size()));
  }

  @Property(tries = 200)
  void whatMayBeIsNotBlamed(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int steps) {
    assertThat(new Plausible(seed, steps).check()).isEmpty();
  }

  @Property(tries = 100)
  void aDiskThatGoesBackIsFound(@ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int steps) {
    Plausible history = new Plausible(seed, steps);
    history.events.set(
        history.stored.get(history.stored.size() - 1), new Stored(new Position(1, 1)));
    assertThat(history.check()).extracting(Violation::invariant).contains(Invariant.NO_REGRESS);
  }

  @Property(tries = 100)
  void aSecondPolicyBesideTheFirstIsFound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int steps) {
    Plausible history = new Plausible(seed, steps);
    history.events.add(pick(history.began, seed) + 1, new Began(INITIAL));
    assertThat(history.check()).extracting(Violation::invariant).contains(Invariant.ONE_POLICY);
  }

  @Property(tries = 100)
  void aPolicyOfAWaveThatTheGatewayIsNotInIsFound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int steps) {
    Plausible history = new Plausible(seed, steps);
    history.orders.add(
        new Order(new Position(1, 1), Action.APPLY, "stranger", new Slice("s", 0, 0)));
    Began last = (Began) history.events.get(history.began.get(history.began.size() - 1));
    history.events.add(new Ended(last.digest()));
    history.events.add(new Began("stranger"));
    assertThat(history.check())
        .extracting(Violation::invariant)
        .containsExactly(Invariant.NOTHING_UNASKED);
  }

  @Property(tries = 100)
  void aReportOfAMessageThatIsNotOnTheDiskIsFound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int steps) {
    Plausible history = new Plausible(seed, steps);
    int at = pick(history.said, seed);
    history.events.set(at, new Said(new Position(2, 1), ""));
    assertThat(history.check())
        .extracting(Violation::invariant)
        .containsExactly(Invariant.TRUE_REPORTS);
  }

  @Property(tries = 100)
  void aReportOfAPolicyThatNeverRanIsFound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int steps) {
    Plausible history = new Plausible(seed, steps);
    int at = pick(history.said, seed);
    history.events.set(at, new Said(Position.NONE, "stranger"));
    assertThat(history.check())
        .extracting(Violation::invariant)
        .containsExactly(Invariant.TRUE_REPORTS);
  }

  @Test
  void aRollbackIsForEverybodyWhateverItsSlice() {
    Order back = new Order(new Position(1, 2), Action.ROLLBACK, "old", new Slice("s", 0, 0));
    assertThat(
            HistoryChecker.check(
                GATEWAY,
                INITIAL,
                List.of(back),
                List.of(
                    new Began(INITIAL),
                    new Stored(new Position(1, 2)),
                    new Ended(INITIAL),
                    new Began("old"))))
        .isEmpty();
  }

  @Test
  void aPolicyIsNotAllowedByAMessageThatComesLater() {
    Order order = new Order(new Position(1, 2), Action.APPLY, "new", Slice.ALL);
    assertThat(
            HistoryChecker.check(
                GATEWAY,
                INITIAL,
                List.of(order),
                List.of(new Stored(new Position(1, 1)), new Began("new"))))
        .extracting(Violation::invariant)
        .containsExactly(Invariant.NOTHING_UNASKED);
  }
}
