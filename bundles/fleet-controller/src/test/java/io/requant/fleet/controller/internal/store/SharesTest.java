package io.requant.fleet.controller.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.fleet.controller.internal.store.Shares.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SharesTest {

  private static final long LIFETIME = 10;

  private static List<Lease> fresh() {
    List<Lease> leases = new ArrayList<>();
    for (int slot = 0; slot <= Shares.LEADER; slot++) {
      leases.add(new Lease(slot, null, 0, 0));
    }
    return leases;
  }

  @Example
  void theFirstTakesAllAndASecondIsGivenItsHalf() {
    List<Lease> leases = Shares.decide(fresh(), "a", 1, 100, LIFETIME);
    assertThat(leases).allMatch(l -> l.heldBy("a") && l.expires() == 110 && l.term() == 1);
    leases = Shares.decide(leases, "b", 2, 101, LIFETIME);
    assertThat(leases).as("nothing is taken away").allMatch(l -> l.heldBy("a"));
    leases = Shares.decide(leases, "a", 2, 102, LIFETIME);
    leases = Shares.decide(leases, "b", 2, 103, LIFETIME);
    assertThat(leases).filteredOn(l -> l.heldBy("b")).hasSize(8);
    assertThat(leases.get(Shares.LEADER).heldBy("a")).isTrue();
  }

  /**
   * Controllers a to d ask in any order, some stop asking; a lease is never taken from a living.
   */
  @Property(tries = 300)
  void nobodyLosesWhatItHoldsAndTheLivingComeToHoldAllInEqualParts(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 3) Integer> askers,
      @ForAll @IntRange(min = 1, max = 4) int living) {
    List<Lease> leases = fresh();
    Map<String, Long> heard = new HashMap<>();
    long now = 0;
    for (int asker : askers) {
      now += 1;
      leases = ask(leases, "c" + asker, heard, now);
    }
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < living; i++) {
        now += 1;
        leases = ask(leases, "c" + i, heard, now);
      }
    }
    int fair = (Shares.SLOTS + living - 1) / living;
    for (int i = 0; i < living; i++) {
      String id = "c" + i;
      assertThat(leases.subList(0, Shares.SLOTS).stream().filter(l -> l.heldBy(id)).count())
          .isLessThanOrEqualTo(fair)
          .isGreaterThan(0);
    }
    long end = now;
    assertThat(leases).noneMatch(l -> l.free(end));
  }

  private static List<Lease> ask(List<Lease> leases, String id, Map<String, Long> heard, long now) {
    heard.put(id, now + LIFETIME);
    heard.values().removeIf(expires -> expires <= now);
    List<Lease> next = Shares.decide(leases, id, heard.size(), now, LIFETIME);
    for (int i = 0; i < next.size(); i++) {
      Lease before = leases.get(i);
      boolean ofAnotherAlive = !before.free(now) && !before.heldBy(id);
      if (ofAnotherAlive) {
        assertThat(next.get(i)).isEqualTo(before);
      }
      assertThat(next.get(i).term()).isBetween(before.term(), before.term() + 1);
    }
    return next;
  }
}
