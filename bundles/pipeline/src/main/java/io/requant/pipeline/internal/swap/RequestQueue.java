package io.requant.pipeline.internal.swap;

import io.requant.pipeline.internal.swap.SwapAttempt.Ending;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the swap thread is to do next: one thing at a time.
 *
 * <p>Chores (ending slots, writing the store) first, then a policy, then a preference, then an
 * adaptation, then a look whether the best backend is active, and what may be wanted later last: it
 * gives way to all others. Of several policies, or several preferences, the newest wins; a waiting
 * or running one of the same kind is superseded. What people and controllers ask for interrupts the
 * pipeline's own looking, which is then done again, and takes the place of adaptations: whoever
 * adapts thinks anew afterwards.
 */
final class RequestQueue {

  private enum Kind {
    CHORE,
    POLICY,
    PREFERENCE,
    ADAPTATION,
    LOOK,
    AHEAD
  }

  /** Something to do on the swap thread. */
  interface Task {
    void run() throws InterruptedException;
  }

  private final Deque<Runnable> chores = new ArrayDeque<>();
  private SwapRequest policy;
  private SwapRequest preference;
  private SwapRequest adaptation;

  /** The policy that is being run, or was last. */
  private SwapRequest asked;

  private Task look;
  private Task ahead;
  private Kind running;
  private SwapAttempt attempt;

  /** Attempts that were given up, whose providers may still be at work on what they made. */
  private final List<SwapAttempt> leaving = new ArrayList<>();

  private Ending stopRunning;
  private boolean closed;

  /** Asks for a policy. */
  void submitPolicy(SwapRequest request) {
    SwapRequest replaced;
    SwapRequest overtaken;
    synchronized (this) {
      replaced = closed ? request : policy;
      overtaken = adaptation;
      adaptation = null;
      if (!closed) {
        policy = request;
        cancelRunning(Kind.POLICY);
        notifyAll();
      }
    }
    supersede(replaced);
    supersede(overtaken);
  }

  /** Asks for an adaptation; what people and controllers have asked for goes before it. */
  void submitAdaptation(SwapRequest request) {
    SwapRequest replaced;
    synchronized (this) {
      // Whoever hears the answer to a policy may adapt at once, on whatever thread.
      boolean beingAsked = running == Kind.POLICY && !asked.answer().isDone();
      boolean overtaken = closed || policy != null || beingAsked;
      replaced = overtaken ? request : adaptation;
      if (!overtaken) {
        adaptation = request;
        cancelRunning(Kind.ADAPTATION);
        notifyAll();
      }
    }
    supersede(replaced);
  }

  /** Asks for a preference. */
  void submitPreference(SwapRequest request) {
    SwapRequest replaced;
    synchronized (this) {
      replaced = closed ? request : preference;
      if (!closed) {
        preference = request;
        cancelRunning(Kind.PREFERENCE);
        notifyAll();
      }
    }
    supersede(replaced);
  }

  private void supersede(SwapRequest replaced) {
    if (replaced != null) {
      replaced.supersede("a newer request took its place, or the pipeline stopped");
    }
  }

  /** Asks for a look whether the best backend is active; several are one. */
  synchronized void submitLook(Task task) {
    if (!closed) {
      look = task;
      cancelAhead();
      notifyAll();
    }
  }

  /** Asks for something that may be wanted later; several are one. */
  synchronized void submitAhead(Task task) {
    if (!closed) {
      ahead = task;
      notifyAll();
    }
  }

  /** Adds a chore. */
  synchronized void submitChore(Runnable chore) {
    chores.add(chore);
    cancelAhead();
    notifyAll();
  }

  private void cancelRunning(Kind by) {
    boolean own = running == Kind.LOOK || running == Kind.ADAPTATION;
    if (running == by || (own && by != Kind.ADAPTATION)) {
      cancel();
    }
    cancelAhead();
  }

  private void cancelAhead() {
    if (running == Kind.AHEAD) {
      cancel();
    }
  }

  private void cancel() {
    stopRunning = Ending.CANCELLED;
    if (attempt != null) {
      attempt.cancel(Ending.CANCELLED);
    }
  }

  /** Notes the attempt that runs; a request or a loss of its backend just before cancels it. */
  synchronized void began(SwapAttempt begun) {
    attempt = begun;
    if (stopRunning != null || closed) {
      begun.cancel(Ending.CANCELLED);
    } else if (!begun.entry().bound()) {
      begun.cancel(Ending.GONE);
    }
  }

  /** Notes that no attempt runs. */
  synchronized void ended() {
    leaving.removeIf(SwapAttempt::gone);
    if (attempt != null && !attempt.gone()) {
      leaving.add(attempt);
    }
    attempt = null;
  }

  /** Attempts for which a backend may be at work: the running one, and what it has to close. */
  synchronized List<SwapAttempt> attemptsOn(BackendEntry entry) {
    return Stream.concat(leaving.stream(), Stream.ofNullable(attempt))
        .filter(one -> one.entry() == entry)
        .toList();
  }

  /** The running attempt. */
  synchronized Optional<SwapAttempt> attempt() {
    return Optional.ofNullable(attempt);
  }

  /** Whether nothing waits or runs. */
  synchronized boolean idle() {
    return running == null && nothingWaits();
  }

  private boolean nothingWaits() {
    return chores.isEmpty()
        && policy == null
        && preference == null
        && adaptation == null
        && look == null
        && ahead == null;
  }

  /** Waits for the next thing to do; empty once the queue is closed and its chores are done. */
  synchronized Optional<Task> next() throws InterruptedException {
    running = null;
    stopRunning = null;
    while (nothingWaits() && !closed) {
      wait();
    }
    Task task = null;
    if (!chores.isEmpty()) {
      task = begin(Kind.CHORE, chores.remove()::run);
    } else if (policy != null) {
      task = begin(Kind.POLICY, policy::run);
      asked = policy;
      policy = null;
    } else if (preference != null) {
      task = begin(Kind.PREFERENCE, preference::run);
      preference = null;
    } else if (adaptation != null) {
      task = begin(Kind.ADAPTATION, adaptation::run);
      adaptation = null;
    } else if (look != null) {
      task = begin(Kind.LOOK, look);
      look = null;
    } else if (ahead != null) {
      task = begin(Kind.AHEAD, ahead);
      ahead = null;
    }
    return Optional.ofNullable(task);
  }

  private Task begin(Kind kind, Task task) {
    running = kind;
    return task;
  }

  /** Takes no more requests; what waits is superseded, what runs is cancelled. */
  void close() {
    List<SwapRequest> left = new ArrayList<>();
    synchronized (this) {
      closed = true;
      left.add(policy);
      left.add(preference);
      left.add(adaptation);
      policy = null;
      preference = null;
      adaptation = null;
      look = null;
      ahead = null;
      if (attempt != null) {
        attempt.cancel(Ending.CANCELLED);
      }
      notifyAll();
    }
    left.forEach(this::supersede);
  }
}
