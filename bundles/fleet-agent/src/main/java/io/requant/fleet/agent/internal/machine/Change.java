package io.requant.fleet.agent.internal.machine;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.agent.internal.machine.AgentState.Accepted;
import io.requant.fleet.agent.internal.machine.AgentState.Progress;
import io.requant.fleet.protocol.Desired;
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
  private static final int MAX_ATTEMPTS = 3;
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final ShadowGates AT_ONCE =
      new ShadowGates(0, 0, Duration.ofMinutes(1), Duration.ofMinutes(1));

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
  private final FetchPort fetches;
  private Measurement measurement;

  /** Ties answers of the pipeline to the request that is current; older ones are ignored. */
  private long token;

  /** Ties what was fetched to the work that needs it; older answers are ignored. */
  private long fetchToken;

  private boolean fetching;
  private Optional<byte[]> fetched = Optional.empty();
  private boolean rollingBack;
  private int superseded;

  /** Begins to fetch; the agent hears of the end under the token. */
  interface FetchPort {
    /** Fetches in place of what is being fetched. */
    void fetch(long token, Fetcher.Wanted wanted);

    /** Gives up what is being fetched. */
    void cancel();
  }

  Change(
      AgentMemory memory,
      Acceptance acceptance,
      Staging staging,
      Reporter reporter,
      FetchPort fetches,
      Clock clock) {
    this.memory = memory;
    this.acceptance = acceptance;
    this.staging = staging;
    this.reporter = reporter;
    this.fetches = fetches;
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
    pipeline.ifPresent(p -> p.activate(++token, proof.before(), AT_ONCE, proof.bounds()));
  }

  private void forgetWork() {
    token++;
    work = Optional.empty();
    stopFetching();
    proof.pause();
    due = Instant.MAX;
    rollingBack = false;
    superseded = 0;
  }

  private void stopFetching() {
    fetchToken++;
    if (fetching) {
      fetches.cancel();
    }
    fetching = false;
    fetched = Optional.empty();
  }

  private boolean waits() {
    return work.isPresent()
        && pipeline.isPresent()
        && !fetching
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
      Optional<Fetcher.Wanted> missing =
          fetched.isPresent() ? Optional.empty() : staging.missing(work.get(), p);
      if (missing.isPresent()) {
        fetch(missing.get());
        return;
      }
      Policy policy = staging.policy(work.get(), p, fetched);
      int attempts = progress().attempts();
      if (attempts >= MAX_ATTEMPTS && !Staging.isDesired(desired, p)) {
        throw new RefusedException(
            RejectionCode.PREPARE_FAILED,
            "the process ended " + attempts + " times while changing to it");
      }
      String what = "policy " + policy.name() + " of message " + progress().observed();
      memory.note(progress().phase(GatewayPhase.STAGED, what + " fits"));
      report();
      Trial trial = proof.prepare(p, policy);
      memory.commit(
          memory
              .state()
              .with(Optional.of(trial))
              .with(
                  progress()
                      .attempted(attempts + 1)
                      .phase(GatewayPhase.SHADOW, what + " is being prepared and compared")));
      report();
      p.activate(++token, policy, desired.gates().shadow(), desired.adapt());
    } catch (RefusedException e) {
      reject(e.code(), e.getMessage());
    }
  }

  private void fetch(Fetcher.Wanted wanted) {
    fetching = true;
    memory.note(
        progress()
            .phase(
                GatewayPhase.SEEN,
                "fetches " + wanted.size() + " bytes from " + wanted.urls().get(0)));
    report();
    fetches.fetch(++fetchToken, wanted);
  }

  /** Hears how fetching ended. */
  void onFetched(long of, Fetcher.Outcome outcome) {
    if (of != fetchToken || !fetching) {
      return;
    }
    fetching = false;
    if (outcome instanceof Fetcher.Outcome.Fetched whole) {
      fetched = Optional.of(whole.content());
      advance();
    } else if (outcome instanceof Fetcher.Outcome.Failed failed) {
      reject(failed.code(), failed.message());
    }
  }

  /** Follows the pipeline. */
  void onPipeline(Optional<PipelinePort> now) {
    token++;
    pipeline = now;
    now.ifPresent(proof::follow);
    if (progress().phase() == GatewayPhase.SHADOW) {
      // The pipeline went, not the process: that does not count as an attempt.
      memory.note(again("waits for the pipeline"));
    }
    report();
    advance();
  }

  private Progress again(String why) {
    return progress()
        .attempted(Math.max(0, progress().attempts() - 1))
        .phase(GatewayPhase.SEEN, why);
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
    if (!rollingBack) {
      measurement.judged(result);
    }
    if (rollingBack) {
      rolledBack(result);
    } else if (result.succeeded()) {
      measurement.exchanged(nanos, result);
      activated(result);
    } else if (result.outcome() == Activation.Outcome.SUPERSEDED && ++superseded < MAX_ATTEMPTS) {
      memory.note(again(result.message() + "; tries again"));
      due = clock.instant().plus(RETRY);
      report();
    } else {
      reject(code(result.outcome()), result.message());
    }
  }

  private static RejectionCode code(Activation.Outcome outcome) {
    return switch (outcome) {
      case MISMATCH -> RejectionCode.WRONG_NETWORK;
      case UNSUPPORTED -> RejectionCode.NO_BACKEND;
      case GATE_FAILED -> RejectionCode.GATE_FAILED;
      case MEMORY_EXCEEDED -> RejectionCode.MEMORY_EXCEEDED;
      case GOLDEN_FAILED -> RejectionCode.GOLDEN_FAILED;
      case SUPERSEDED -> RejectionCode.SUPERSEDED;
      case PREPARE_FAILED, NOT_ALLOWED, ACTIVE, UNCHANGED -> RejectionCode.PREPARE_FAILED;
    };
  }

  private void activated(Activation result) {
    Desired desired = work.orElseThrow().desired();
    var policy = desired.policy().orElseThrow();
    boolean same = proof.before().digest().equals(policy.digest());
    work = Optional.empty();
    stopFetching();
    proof.begin(desired.gates(), same);
    move(
        progress()
            .phase(GatewayPhase.ACTIVE, result.message())
            .attempted(0)
            .applied(
                new ActivePolicy(policy.name(), policy.digest().hex(), progress().observed().seq()),
                same ? progress().previous() : Optional.of(describe(proof.before()))));
  }

  private ActivePolicy describe(Policy policy) {
    return Reporter.describe(new PipelinePort.Active(policy.name(), policy.digest()), progress());
  }

  private void rolledBack(Activation result) {
    rollingBack = false;
    memory.forgetTrial();
    if (!result.succeeded()) {
      move(
          progress()
              .failed(
                  GatewayPhase.ACTIVE,
                  RejectionCode.SOAK_FAILED,
                  progress().message() + ", which failed: " + result.message()));
      return;
    }
    move(
        progress()
            .failed(GatewayPhase.ROLLED_BACK, RejectionCode.SOAK_FAILED, progress().message())
            .applied(progress().previous().orElse(describe(proof.before())), progress().applied()));
  }

  /** Does what is due. */
  void tick() {
    advance();
    Optional<String> problem = pipeline.flatMap(proof::problem);
    if (problem.isPresent()) {
      rollingBack = true;
      memory.note(progress().phase(GatewayPhase.ACTIVE, problem.get() + "; goes back"));
      pipeline.get().activate(++token, proof.before(), AT_ONCE, proof.bounds());
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
    stopFetching();
    memory.forgetTrial();
    move(progress().failed(GatewayPhase.REJECTED, code, why));
  }

  private void move(Progress progress) {
    memory.settle(progress);
    report();
  }
}
