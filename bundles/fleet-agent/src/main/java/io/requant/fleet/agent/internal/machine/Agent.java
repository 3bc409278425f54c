package io.requant.fleet.agent.internal.machine;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.Activation;
import io.requant.fleet.agent.internal.machine.AgentState.Accepted;
import io.requant.fleet.agent.internal.machine.AgentState.Progress;
import io.requant.fleet.protocol.Command;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.KeyId;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported.CommandResult;
import io.requant.fleet.protocol.SignedCommand;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.Target;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The state machine of a gateway: SEEN, STAGED, SHADOW, then ACTIVE, REJECTED or ROLLED_BACK.
 *
 * <p>It has no threads and no clock of its own and is called by one thread at a time. Whatever it
 * accepts is on disk before it acts, so that after a crash at any moment it either has not accepted
 * a message, which then comes again, or carries it out from its disk. This class takes messages;
 * {@link Change} carries them out.
 */
final class Agent {

  private static final Logger LOG = System.getLogger(Agent.class.getName());
  private static final Duration STORAGE_RETRY = Duration.ofSeconds(30);

  private final AgentMemory memory;
  private final Acceptance acceptance;
  private final Reporter reporter;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Change change;

  /** A message that could not be accepted yet, and when to try again. */
  private byte[] deferred;

  private Instant deferredUntil = Instant.MAX;

  /**
   * Takes up from what is stored.
   *
   * @param nanoTime the clock that stamps frames
   * @throws IOException if the store cannot be read
   */
  Agent(
      StateStore store,
      Acceptance acceptance,
      Staging staging,
      Reporter reporter,
      Fetching.Port fetches,
      Clock clock,
      LongSupplier nanoTime)
      throws IOException {
    this.memory = new AgentMemory(store);
    this.acceptance = acceptance;
    this.reporter = reporter;
    this.clock = clock;
    this.nanoTime = nanoTime;
    change = new Change(memory, acceptance, staging, reporter, fetches, clock);
    change.measure(nanoTime.getAsLong(), 0, memory.progress().observed().seq());
    change.resume();
  }

  /**
   * Takes a message. When this returns, it is on disk or refused.
   *
   * @param receivedNanos when it arrived, by the clock that stamps frames
   */
  void onMessage(byte[] message, long receivedNanos) {
    if (message.length == 0) {
      // Somebody cleared the retained message. That is not signed and so means nothing.
      return;
    }
    Instant again = clock.instant().plus(STORAGE_RETRY);
    try {
      SignedDesired signed = acceptance.open(message);
      again = signed.desired().notBefore();
      if (acceptance.judge(signed, memory.state(), clock.instant())
          == Acceptance.Verdict.REPEATED) {
        reporter.soon(signed.desired().jitter());
        return;
      }
      again = clock.instant().plus(STORAGE_RETRY);
      accept(signed, message, receivedNanos);
    } catch (RefusedException e) {
      LOG.log(Level.WARNING, "message refused: {0}: {1}", e.code(), e.getMessage());
      if (e.code() == RejectionCode.NOT_YET_VALID || e.code() == RejectionCode.STORAGE_FAILED) {
        deferred = message;
        deferredUntil = again;
      }
      reporter.refused(e);
    }
  }

  private void accept(SignedDesired signed, byte[] message, long receivedNanos)
      throws RefusedException {
    Desired desired = signed.desired();
    AgentState state = memory.state();
    boolean held = desired.target() instanceof Target.Ring && state.pinned();
    Progress progress =
        held
            ? state.progress()
            : state.progress().at(desired.position(), "accepted; waits its turn");
    boolean interrupts = state.progress().phase() == GatewayPhase.SHADOW;
    memory.commit(
        state
            .accept(
                desired.target(),
                new Accepted(message, desired.position()),
                signed.signers().stream().map(KeyId::hex).toList(),
                pins(desired.action(), state))
            .with(progress));
    if (held) {
      reporter.soon(desired.jitter());
      return;
    }
    change.measure(receivedNanos, message.length, desired.position().seq());
    change.report();
    if (desired.action() == Desired.Action.HALT && interrupts) {
      change.abandon();
    }
    change.begin();
  }

  private static boolean pins(Desired.Action action, AgentState state) {
    return switch (action) {
      case APPLY, ROLLBACK -> true;
      case RELEASE -> false;
      case HALT -> state.pinned();
    };
  }

  /** Takes a command. When this returns, it is carried out or refused, and never again. */
  void onCommand(byte[] message) {
    try {
      SignedCommand signed = acceptance.openCommand(message, memory.state(), clock.instant());
      Command command = signed.command();
      memory.commit(
          memory
              .state()
              .command(command.number(), signed.signers().stream().map(KeyId::hex).toList()));
      String answer =
          switch (command.kind()) {
            case REPORT -> "reports";
            case RETRY -> change.retry();
          };
      LOG.log(Level.INFO, "command {0} {1}: {2}", command.id(), command.kind(), answer);
      reporter.answered(new CommandResult(command.id(), command.number(), answer, clock.instant()));
      change.report();
    } catch (RefusedException e) {
      LOG.log(Level.WARNING, "command refused: {0}: {1}", e.code(), e.getMessage());
      reporter.refused(e);
    }
  }

  /** Follows the pipeline: it may come, go, and be replaced. */
  void onPipeline(Optional<PipelinePort> now) {
    change.onPipeline(now);
  }

  /** Hears that the pipeline gives results. */
  void onComputing() {
    reporter.computes();
  }

  /** Hears of the first result under a policy that is being activated. */
  void onFirstFrame(long token, long nanos) {
    change.onFirstFrame(token, nanos);
  }

  /** Hears how fetching ended. */
  void onFetched(long token, Fetcher.Outcome outcome) {
    change.onFetched(token, outcome);
  }

  /** Hears how a change ended. */
  void onActivated(long token, Activation result, long nanos) {
    change.onActivated(token, result, nanos);
  }

  /** Follows the connection. */
  void onConnection(boolean connected) {
    reporter.connected(connected);
    tick();
  }

  /** Asks for a report within a time. */
  void onResync(Duration spread) {
    reporter.soon(spread);
  }

  /** Does what is due. */
  void tick() {
    Instant now = clock.instant();
    if (!now.isBefore(deferredUntil)) {
      deferredUntil = Instant.MAX;
      onMessage(deferred, nanoTime.getAsLong());
    }
    change.tick();
    if (!now.isBefore(reporter.next())) {
      change.report();
    }
  }

  /** When something is due next. */
  Instant wakeAt() {
    return Stream.of(change.wakeAt(), deferredUntil, reporter.next())
        .min(Instant::compareTo)
        .orElseThrow();
  }
}
