package io.requant.fleet.controller.internal.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides which leases a controller takes, keeps and gives back, so that living controllers come to
 * have equal shares. A pure function of the rows: whoever applies it holds a lock on them.
 */
final class Shares {

  /** Slots of gateways, by the first hexadecimal digit of their shards. */
  static final int SLOTS = 16;

  /** The slot of who leads. */
  static final int LEADER = SLOTS;

  /**
   * A lease.
   *
   * @param slot what it is on
   * @param holder who has it; null if nobody
   * @param term grows by one with every new holder
   * @param expires until when, milliseconds since 1970 by the clock of the database
   */
  record Lease(int slot, String holder, long term, long expires) {

    boolean heldBy(String controller) {
      return controller.equals(holder);
    }

    boolean free(long now) {
      return holder == null || expires <= now;
    }
  }

  private Shares() {}

  /**
   * Decides.
   *
   * @param leases all of them, by slot
   * @param me the controller that asks
   * @param alive how many controllers live, this one included
   * @param now milliseconds since 1970
   * @param lifetime of a lease, in milliseconds
   * @return the leases as they are from now on
   */
  static List<Lease> decide(List<Lease> leases, String me, int alive, long now, long lifetime) {
    int fair = (SLOTS + alive - 1) / alive;
    int kept = 0;
    List<Lease> next = new ArrayList<>();
    for (Lease lease : leases) {
      if (lease.slot() == LEADER) {
        next.add(lease.heldBy(me) ? renewed(lease, now, lifetime) : lease);
      } else if (lease.heldBy(me) && kept < fair) {
        kept++;
        next.add(renewed(lease, now, lifetime));
      } else {
        next.add(lease.heldBy(me) ? new Lease(lease.slot(), null, lease.term(), 0) : lease);
      }
    }
    for (int i = 0; i < next.size(); i++) {
      Lease lease = next.get(i);
      boolean wanted = lease.slot() == LEADER || kept < fair;
      // What was given back a moment ago is for others.
      boolean mine = leases.get(i).heldBy(me);
      if (wanted && !mine && lease.free(now)) {
        kept += lease.slot() == LEADER ? 0 : 1;
        next.set(i, new Lease(lease.slot(), me, lease.term() + 1, now + lifetime));
      }
    }
    return next;
  }

  private static Lease renewed(Lease lease, long now, long lifetime) {
    return new Lease(lease.slot(), lease.holder(), lease.term(), now + lifetime);
  }
}
