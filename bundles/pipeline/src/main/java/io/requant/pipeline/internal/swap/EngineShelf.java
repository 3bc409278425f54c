package io.requant.pipeline.internal.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Engines that have computed well, or were prepared ahead, and may be wanted soon: a gateway that
 * follows its resources goes to and fro between a few policies, and has least to spare for
 * preparing when it must. Guarded by whoever owns it.
 */
final class EngineShelf {

  private final List<EngineSlot> slots = new ArrayList<>();

  /** Puts a slot on it; the one that nobody wanted for longest makes room. */
  List<EngineSlot> put(EngineSlot slot, int room) {
    slots.add(slot);
    List<EngineSlot> out = slots.subList(0, Math.max(0, slots.size() - room));
    List<EngineSlot> evicted = List.copyOf(out);
    out.clear();
    return evicted;
  }

  /** How many there are. */
  int size() {
    return slots.size();
  }

  /** Whether there is one. */
  boolean has(Predicate<EngineSlot> wanted) {
    return slots.stream().anyMatch(wanted);
  }

  /** Takes the slot of a policy on a backend. */
  Optional<EngineSlot> take(Predicate<EngineSlot> wanted) {
    Optional<EngineSlot> found = slots.stream().filter(wanted).findFirst();
    found.ifPresent(slots::remove);
    return found;
  }

  /** Takes out all slots that are not to be kept. */
  List<EngineSlot> sweep(Predicate<EngineSlot> keep) {
    List<EngineSlot> out = slots.stream().filter(keep.negate()).toList();
    slots.removeAll(out);
    return out;
  }
}
