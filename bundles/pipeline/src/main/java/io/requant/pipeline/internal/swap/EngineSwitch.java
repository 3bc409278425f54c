package io.requant.pipeline.internal.swap;

import io.requant.model.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The one place that says which engine computes: an atomic slot, and beside it the one before, kept
 * warm for a way back, and a shelf of those that are ready for another time.
 *
 * <p>Frames read it without a lock ({@link #acquire()}). Whatever changes it holds the lock, so
 * that an exchange and the removal of its backend come one after the other, never in between. A
 * slot is taken out of here before it is closed: a frame that finds a closed slot only has to look
 * again. Slots that were taken out are remembered until they have ended, so that a backend that
 * goes can wait for all that it prepared.
 *
 * <p>A current slot whose backend has gone is a <em>bridge</em>: it computes until another takes
 * over, or until it is told to end, and is never a way back.
 */
public final class EngineSwitch {

  private final Consumer<Boolean> engineThere;
  private volatile EngineSlot current;
  private EngineSlot previous;
  private final Set<EngineSlot> leaving = new LinkedHashSet<>();
  private final EngineShelf shelf = new EngineShelf();
  private long swaps;

  /**
   * Makes a switch without an engine.
   *
   * @param engineThere told, in order, whether there is an engine; must not block
   */
  public EngineSwitch(Consumer<Boolean> engineThere) {
    this.engineThere = engineThere;
  }

  /** Leases the current engine; null if there is none. Never blocks, allocates nothing. */
  public Lease acquire() {
    while (true) {
      EngineSlot slot = current;
      if (slot == null) {
        return null;
      }
      if (slot.enter()) {
        if (current == slot) {
          return slot.lease();
        }
        slot.leave();
      }
      Thread.onSpinWait();
    }
  }

  /** The slot that computes now. */
  public Optional<EngineSlot> current() {
    return Optional.ofNullable(current);
  }

  /** Exchanges of engines so far, the way back included. */
  public synchronized long swaps() {
    return swaps;
  }

  /**
   * Makes a new slot the current one; the one before stays warm, and the one before that goes to
   * the shelf.
   *
   * @param room most slots on the shelf
   * @param keep whether a slot may come there
   * @return false if the slot's backend has gone: nothing changed, the slot is the caller's
   */
  synchronized boolean exchange(
      EngineSlot next, int room, Predicate<EngineSlot> keep, Consumer<EngineSlot> retired) {
    if (!next.backend().bound()) {
      return false;
    }
    if (previous != null) {
      List<EngineSlot> out = toShelf(previous, room, keep);
      leaving.addAll(out);
      out.forEach(retired);
    }
    EngineSlot before = current;
    boolean bridge = isBridge(before);
    previous = bridge ? null : before;
    set(next);
    if (bridge) {
      leaving.add(before);
      retired.accept(before);
    }
    return true;
  }

  private static boolean isBridge(EngineSlot slot) {
    return slot != null && !slot.backend().bound();
  }

  /** Takes the current slot out if it is a bridge; then it is the caller's to retire. */
  synchronized Optional<EngineSlot> endBridge() {
    EngineSlot slot = current;
    if (!isBridge(slot)) {
      return Optional.empty();
    }
    leaving.add(slot);
    set(null);
    return Optional.of(slot);
  }

  /**
   * Goes back to the slot before.
   *
   * @param failed the slot to leave
   * @return whether there was a way back; then the failed slot is the caller's to retire
   */
  synchronized boolean goBack(EngineSlot failed) {
    if (current != failed || previous == null) {
      return false;
    }
    EngineSlot back = previous;
    previous = null;
    leaving.add(failed);
    set(back);
    return true;
  }

  /**
   * Makes the slot before current again, if it is what is wanted.
   *
   * @param inPlaceOfAnother also where there is a current one, which then is the way back
   * @return whether it was done
   */
  synchronized boolean reinstate(EngineSlot wanted, boolean inPlaceOfAnother) {
    EngineSlot before = current;
    if (previous != wanted || (before != null && (!inPlaceOfAnother || isBridge(before)))) {
      return false;
    }
    previous = before;
    set(wanted);
    return true;
  }

  /** The slot that is kept warm. */
  synchronized Optional<EngineSlot> previous() {
    return Optional.ofNullable(previous);
  }

  /** Takes a slot out, if it is here; then it is the caller's to retire. */
  synchronized boolean remove(EngineSlot slot) {
    if (previous == slot) {
      previous = null;
    } else if (current == slot) {
      set(null);
    } else {
      return false;
    }
    leaving.add(slot);
    return true;
  }

  /**
   * Puts the warm slot on the shelf, where it is ready for the next time.
   *
   * @param room most slots on the shelf
   * @param keep whether a slot may stay there, or come there
   * @return slots that have no place any more: the caller's to retire
   */
  synchronized List<EngineSlot> shelve(int room, Predicate<EngineSlot> keep) {
    List<EngineSlot> out = new ArrayList<>(shelf.sweep(keep));
    if (previous != null) {
      out.addAll(toShelf(previous, room, keep));
    }
    previous = null;
    leaving.addAll(out);
    return out;
  }

  /**
   * Puts an engine on the shelf that was prepared ahead.
   *
   * @param room most slots on the shelf
   * @param keep whether a slot is worth its place where there is none left
   * @return slots that have no place any more, the new one if its backend has gone: the caller's to
   *     retire
   */
  synchronized List<EngineSlot> store(EngineSlot slot, int room, Predicate<EngineSlot> keep) {
    List<EngineSlot> out = new ArrayList<>();
    if (!slot.backend().bound() || !keep.test(slot)) {
      out.add(slot);
    } else {
      if (shelf.size() >= room) {
        out.addAll(shelf.sweep(keep));
      }
      out.addAll(shelf.put(slot, room));
    }
    leaving.addAll(out);
    return out;
  }

  /** Whether an engine of a policy is ready. */
  synchronized boolean ready(Policy policy, BackendEntry entry) {
    return shelf.has(slot -> slot.runs(policy, entry));
  }

  /** One of a kind on the shelf; what has no place there is given back. */
  private List<EngineSlot> toShelf(EngineSlot slot, int room, Predicate<EngineSlot> keep) {
    if (room == 0 || !keep.test(slot)) {
      return List.of(slot);
    }
    List<EngineSlot> out = new ArrayList<>();
    out.addAll(shelf.sweep(other -> !other.runs(slot.policy(), slot.backend())));
    out.addAll(shelf.put(slot, room));
    return out;
  }

  /** Takes what may not stay off the shelf: the caller's to retire. */
  synchronized List<EngineSlot> sweepShelf(Predicate<EngineSlot> keep) {
    List<EngineSlot> out = shelf.sweep(keep);
    leaving.addAll(out);
    return out;
  }

  /** Takes a ready engine off the shelf; it is the caller's, its slot is used no more. */
  synchronized Optional<EngineSlot> fromShelf(Policy policy, BackendEntry entry) {
    return entry.bound() ? shelf.take(slot -> slot.runs(policy, entry)) : Optional.empty();
  }

  /** A slot that was taken out has ended. */
  synchronized void retired(EngineSlot slot) {
    leaving.remove(slot);
  }

  /**
   * Takes out what one backend prepared, and nothing else, and lets nothing of it in again: a
   * replacement that was bound before stays.
   *
   * @param bridging whether the current slot may go on as a bridge where nothing warm is there to
   *     take its place at once
   * @return all slots of the backend that have not ended: the caller's to retire, even those that
   *     another thread is about to
   */
  synchronized List<EngineSlot> detach(BackendEntry backend, boolean bridging) {
    backend.gone();
    leaving.addAll(shelf.sweep(slot -> slot.backend() != backend));
    if (previous != null && previous.backend() == backend) {
      leaving.add(previous);
      previous = null;
    }
    boolean bridge = bridging && previous == null;
    if (current != null && current.backend() == backend && !bridge) {
      leaving.add(current);
      set(null);
    }
    return leaving.stream().filter(slot -> slot.backend() == backend).toList();
  }

  private void set(EngineSlot next) {
    current = next;
    if (next != null) {
      swaps++;
    }
    engineThere.accept(next != null);
  }
}
