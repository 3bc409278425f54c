package io.requant.fleet.agent.internal.machine;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.agent.internal.machine.AgentState.Progress;
import io.requant.fleet.protocol.Gates;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Watches a new policy until it has proved itself, over restarts too, and knows the way back. One
 * thread at a time.
 */
final class Proof {

  private static final Logger LOG = System.getLogger(Proof.class.getName());
  private static final ShadowGates AT_ONCE =
      new ShadowGates(0, 0, Duration.ofMinutes(1), Duration.ofMinutes(1));

  private final AgentMemory memory;
  private final Acceptance acceptance;
  private final Clock clock;
  private Optional<Soak> soak = Optional.empty();
  private Policy before;

  /** What might be adapted to under it. */
  private AdaptationBounds bounds = AdaptationBounds.EXACT;

  Proof(AgentMemory memory, Acceptance acceptance, Clock clock) {
    this.memory = memory;
    this.acceptance = acceptance;
    this.clock = clock;
  }

  /** The policy to go back to. */
  Policy before() {
    return before;
  }

  /**
   * Notes what there is to go back to. If the process ended after the pipeline had exchanged, but
   * before that was stored here, or if the policy has not proved itself since an earlier message
   * brought it (a rollout that widens), it is what there was before.
   *
   * @return to be stored before anything is changed
   */
  Trial prepare(PipelinePort p, Policy wanted) {
    Trial trial =
        memory
            .state()
            .trial()
            .filter(t -> p.desired().equals(wanted))
            .filter(t -> isCurrent(t) || t.soakUntil().isPresent())
            .map(t -> t.of(progress().observed()))
            .orElseGet(
                () ->
                    new Trial(
                        progress().observed(),
                        PolicyCodec.encode(p.desired()),
                        p.bounds(),
                        Optional.empty()));
    take(trial);
    return trial;
  }

  private boolean isCurrent(Trial trial) {
    return trial.message().equals(progress().observed());
  }

  private void take(Trial trial) {
    before = PolicyCodec.decode(trial.before());
    bounds = trial.bounds();
  }

  /**
   * The policy is active.
   *
   * @param same whether it was before
   */
  void begin(Gates gates, boolean same) {
    if (gates.soak().isZero() || same) {
      memory.forgetTrial();
      return;
    }
    Instant now = clock.instant();
    Instant until =
        memory.state().trial().flatMap(Trial::soakUntil).orElseGet(() -> now.plus(gates.soak()));
    soak = Optional.of(new Soak(gates, now, until));
    memory.soaking(until);
  }

  /** Goes on watching what was active and had not proved itself when the process ended. */
  void resume() {
    Optional<Trial> trial = memory.state().trial().filter(this::isCurrent);
    Optional<Instant> until = trial.flatMap(Trial::soakUntil);
    if (until.isEmpty()) {
      return;
    }
    try {
      SignedDesired signed = acceptance.open(memory.state().inForce().orElseThrow().message());
      take(trial.get());
      soak = Optional.of(new Soak(signed.desired().gates(), clock.instant(), until.get()));
    } catch (RefusedException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "the policy is not watched any more: {0}", e.getMessage());
    }
  }

  /** A pipeline is there: what it runs is watched if it is what was activated. */
  void follow(PipelinePort p) {
    boolean applied =
        progress().applied().filter(a -> a.digest().equals(p.desired().digest().hex())).isPresent();
    if (soak.isPresent() && !applied) {
      end();
    }
  }

  /** Watches no more; a newer message has taken over. */
  void pause() {
    soak = Optional.empty();
  }

  private void end() {
    soak = Optional.empty();
    memory.forgetTrial();
    memory.settle(progress());
  }

  /** Looks if it is time to: what is wrong, so that there is to be gone back; empty if nothing. */
  Optional<String> problem(PipelinePort p) {
    Instant now = clock.instant();
    if (soak.isEmpty() || now.isBefore(soak.get().next())) {
      return Optional.empty();
    }
    Optional<String> problem = soak.get().check(now, p.health());
    if (problem.isPresent()) {
      // On the disk it goes on: a restart in the middle of going back goes back anew.
      soak = Optional.empty();
    } else if (soak.get().over(now)) {
      end();
    }
    return problem;
  }

  /** Has the pipeline run again what it ran before, without looking twice. */
  void goBack(PipelinePort p, long token) {
    p.activate(token, before, AT_ONCE, bounds);
  }

  /** When to look next. */
  Instant next() {
    return soak.map(Soak::next).orElse(Instant.MAX);
  }

  private Progress progress() {
    return memory.progress();
  }
}
