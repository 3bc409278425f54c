package io.requant.fleet.agent.internal.machine;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.Activation;
import io.requant.fleet.agent.internal.machine.AgentState.Accepted;
import io.requant.fleet.agent.internal.machine.AgentState.Progress;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.model.policy.Policy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Carries out the message in force, step by step. One thread at a time. */
final class Change {

  private static final Logger LOG = System.getLogger(Change.class.getName());
  private static final int MAX_SUPERSEDED = 3;
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final AgentMemory memory;
  private final Acceptance acceptance;
  private final Staging staging;
  private final Reporter reporter;
  private final Clock clock;

  private Optional<PipelinePort> pipeline = Optional.empty();

  /** What is to be carried out once it is due and there is a pipeline. */
  private Optional<SignedDesired> work = Optional.empty();

  private Instant due = Instant.MAX;
  private final Proof proof;
  private final Fetching fetching;
  private Measurement measurement;

  /** Ties answers of the pipeline to the request that is current; older ones are ignored. */
  private long token;

  private boolean rollingBack;
  private int superseded;

  Change(
      AgentMemory memory,
      Acceptance acceptance,
      Staging staging,
      Reporter reporter,
      Fetching.Port fetches,
      Clock clock) {
    this.memory = memory;
    this.acceptance = acceptance;
    this.staging = staging;
    this.reporter = reporter;
    fetching = new Fetching(fetches);
    this.clock = clock;
    proof = new Proof(memory, acceptance, clock);
  }

  /** Takes up from what is stored. */
  void resume() {
    GatewayPhase phase = progress().phase();
    if (phase == GatewayPhase.SEEN || phase == GatewayPhase.SHADOW) {
      memory.note(progress().phase(GatewayPhase.SEEN, "resumed after a restart"));
      begin();
    } else {
      proof.resume();
    }
  }

  /** Begins to measure the change of a message. */
  void measure(long receivedNanos, int messageBytes, long seq) {
    measurement = new Measurement(receivedNanos, messageBytes, seq);
  }

  /** Reports progress. */
  void report() {
    reporter.report(memory.progress(), pipeline, measurement);
  }

  /** Begins with the message in force, from the disk's copy of it. */
  void begin() {
    forgetWork();
    Optional<Accepted> accepted = memory.state().inForce();
    if (accepted.isEmpty()) {
      move(progress().phase(GatewayPhase.ACTIVE, "follows its ring, which was not told anything"));
      return;
    }
    try {
      // Verified anew: a key that is no longer trusted must not finish its messages either.
      SignedDesired signed = acceptance.open(accepted.get().message());
      Optional<String> obstacle = staging.notMyTurn(signed.desired());
      if (signed.desired().action() == Desired.Action.HALT) {
        move(progress().phase(GatewayPhase.ACTIVE, "halted; what was active remains"));
      } else if (obstacle.isPresent()) {
        memory.settle(progress().phase(GatewayPhase.SEEN, obstacle.get()));
        report();
      } else {
        work = Optional.of(signed);
        due = clock.instant().plus(reporter.jitter(signed.desired().jitter()));
        advance();
      }
    } catch (RefusedException e) {
      reject(e.code(), e.getMessage());
    }
  }

  /**
   * Begins once more with the message in force, if it was rejected or went back.
   *
   * @return what is done, for people
   */
  String retry() throws RefusedException {
    GatewayPhase phase = progress().phase();
    if (phase != GatewayPhase.REJECTED && phase != GatewayPhase.ROLLED_BACK) {
      return "nothing to try again: message " + progress().observed() + " is " + phase;
    }
    memory.commit(memory.state().with(progress().at(progress().observed(), "told to try again")));
    begin();
    return "tries message " + progress().observed() + " again, which was " + phase;
  }

  /** Leaves a change that the pipeline is making: a newer request takes its place. */
  void abandon() {
    pipeline.ifPresent(p -> proof.goBack(p, ++token));
  }

  private void forgetWork() {
    token++;
    work = Optional.empty();
    fetching.stop();
    proof.pause();
    due = Instant.MAX;
    rollingBack = false;
    superseded = 0;
  }

  private boolean waits() {
    return work.isPresent()
        && pipeline.isPresent()
        && !fetching.running()
        && progress().phase() == GatewayPhase.SEEN;
  }

  private void advance() {
    if (!waits() || clock.instant().isBefore(due)) {
      return;
    }
    PipelinePort p = pipeline.orElseThrow();
    Desired desired = work.orElseThrow().desired();
    try {
      acceptance.checkExpiry(desired, clock.instant());
      staging.check(desired, p, progress().applied().map(ActivePolicy::seq).orElse(0L));
      Optional<byte[]> fetched = fetching.content();
      Optional<Fetcher.Wanted> missing =
          fetched.isPresent() ? Optional.empty() : staging.missing(work.get(), p);
      if (missing.isPresent()) {
        fetch(missing.get());
        return;
      }
      Policy policy = staging.policy(work.get(), p, fetched);
      int attempts = progress().attempts();
      staging.checkAttempts(desired, p, attempts);
      String what = "policy " + policy.name() + " of message " + progress().observed();
      memory.note(progress().phase(GatewayPhase.STAGED, what + " fits"));
      report();
      Trial trial = proof.prepare(p, policy);
      Progress shadow =
          progress().phase(GatewayPhase.SHADOW, what + " is being prepared and compared");
      memory.commit(memory.state().with(Optional.of(trial)).with(shadow.attempted(attempts + 1)));
      report();
      p.activate(++token, policy, desired.gates().shadow(), desired.adapt());
    } catch (RefusedException e) {
      reject(e.code(), e.getMessage());
    }
  }

  private void fetch(Fetcher.Wanted wanted) {
    memory.note(
        progress()
            .phase(
                GatewayPhase.SEEN,
                "fetches " + wanted.size() + " bytes from " + wanted.urls().get(0)));
    report();
    fetching.begin(wanted);
  }

  /** Hears how fetching ended. */
  void onFetched(long of, Fetcher.Outcome outcome) {
    if (!fetching.ended(of, outcome)) {
      return;
    }
    if (outcome instanceof Fetcher.Outcome.Failed failed) {
      reject(failed.code(), failed.message());
    } else {
      advance();
    }
  }

  /** Follows the pipeline. */
  void onPipeline(Optional<PipelinePort> now) {
    token++;
    pipeline = now;
    now.ifPresent(proof::follow);
    if (progress().phase() == GatewayPhase.SHADOW) {
      // The pipeline went, not the process: that does not count as an attempt.
      memory.note(Endings.again(progress(), "waits for the pipeline"));
    }
    report();
    advance();
  }

  /** Hears of the first result under the policy. */
  void onFirstFrame(long of, long nanos) {
    if (of == token && !rollingBack) {
      measurement.firstFrame(nanos);
      if (measurement.figures().isPresent()) {
        report();
      }
    }
  }

  /** Hears how the pipeline's change ended. */
  void onActivated(long of, Activation result, long nanos) {
    if (of != token || (work.isEmpty() && !rollingBack)) {
      return;
    }
    if (rollingBack) {
      rolledBack(result);
      return;
    }
    measurement.judged(result);
    if (result.succeeded()) {
      measurement.exchanged(nanos, result);
      activated(result);
    } else if (result.outcome() == Activation.Outcome.SUPERSEDED && ++superseded < MAX_SUPERSEDED) {
      memory.note(Endings.again(progress(), result.message() + "; tries again"));
      due = clock.instant().plus(RETRY);
      report();
    } else {
      reject(Endings.code(result.outcome()), result.message());
    }
  }

  private void activated(Activation result) {
    Desired desired = work.orElseThrow().desired();
    PolicyReference policy = desired.policy().orElseThrow();
    boolean same = proof.before().digest().equals(policy.digest());
    work = Optional.empty();
    fetching.stop();
    proof.begin(desired.gates(), same);
    move(Endings.active(progress(), policy, result.message(), proof.before()));
  }

  private void rolledBack(Activation result) {
    rollingBack = false;
    memory.forgetTrial();
    move(Endings.back(progress(), result, proof.before()));
  }

  /** Does what is due. */
  void tick() {
    advance();
    Optional<String> problem = pipeline.flatMap(proof::problem);
    if (problem.isPresent()) {
      rollingBack = true;
      memory.note(progress().phase(GatewayPhase.ACTIVE, problem.get() + "; goes back"));
      proof.goBack(pipeline.get(), ++token);
    }
  }

  /** When something is due next. */
  Instant wakeAt() {
    Instant check = proof.next();
    return waits() && due.isBefore(check) ? due : check;
  }

  private Progress progress() {
    return memory.progress();
  }

  private void reject(RejectionCode code, String why) {
    LOG.log(Level.WARNING, "message {0} rejected: {1}: {2}", progress().observed(), code, why);
    work = Optional.empty();
    fetching.stop();
    memory.forgetTrial();
    move(progress().failed(GatewayPhase.REJECTED, code, why));
  }

  private void move(Progress progress) {
    memory.settle(progress);
    report();
  }
}
