package io.requant.fleet.agent.internal.machine;

import io.requant.api.transport.ClientCertificate;
import io.requant.fleet.agent.internal.machine.AgentState.Progress;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.fleet.protocol.Reported.CommandResult;
import io.requant.fleet.protocol.Reported.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Decides when to report, and writes reports: at every change, when connected, when frames are
 * computed at last, and from time to time. What others can provoke (repeated and refused messages)
 * is reported at most once a second.
 */
final class Reporter {

  private static final Duration PROVOKED_INTERVAL = Duration.ofSeconds(1);
  private static final Duration IDLE_INTERVAL = Duration.ofMinutes(1);

  private final AgentSettings settings;
  private final String bootId;
  private final Clock clock;
  private final RandomGenerator random;
  private final Supplier<Optional<ClientCertificate>> certificate;
  private final Consumer<Reported> sink;

  private boolean connected;
  private long reportSeq;
  private Instant last = Instant.EPOCH;
  private Instant next = Instant.MAX;

  /** Whether the last report could not name a policy that computes frames. */
  private boolean idle;

  private Optional<Refusal> refusal = Optional.empty();
  private Optional<CommandResult> command = Optional.empty();

  /**
   * Reports nothing yet.
   *
   * @param certificate what the gateway shows the broker at this moment
   */
  Reporter(
      AgentSettings settings,
      String bootId,
      Clock clock,
      RandomGenerator random,
      Supplier<Optional<ClientCertificate>> certificate,
      Consumer<Reported> sink) {
    this.settings = settings;
    this.bootId = bootId;
    this.clock = clock;
    this.random = random;
    this.certificate = certificate;
    this.sink = sink;
  }

  /** Follows the connection; when it comes up a report is due. */
  void connected(boolean now) {
    connected = now;
    next = now ? clock.instant() : Instant.MAX;
  }

  /** Keeps a refusal for the next report, which is due soon. */
  void refused(RefusedException problem) {
    long count = refusal.map(Refusal::count).orElse(0L) + 1;
    refusal =
        Optional.of(new Refusal(problem.code(), problem.getMessage(), clock.instant(), count));
    soon(Duration.ZERO);
  }

  /** Keeps the answer to a command for the reports to come. */
  void answered(CommandResult result) {
    command = Optional.of(result);
  }

  /** Makes a report due within a spread, but not sooner than a second after the last. */
  void soon(Duration spread) {
    Instant due = clock.instant().plus(jitter(spread));
    Instant allowed = last.plus(PROVOKED_INTERVAL);
    Instant at = due.isBefore(allowed) ? allowed : due;
    if (connected && at.isBefore(next)) {
      next = at;
    }
  }

  /** The pipeline computes frames: a report that said it does not is out of date. */
  void computes() {
    if (idle) {
      soon(Duration.ZERO);
    }
  }

  /** When the next report is due. */
  Instant next() {
    return next;
  }

  /** Reports, if there is a connection. */
  void report(Progress progress, Optional<PipelinePort> pipeline, Measurement measurement) {
    if (!connected) {
      return;
    }
    last = clock.instant();
    Optional<PipelinePort.Active> active = pipeline.flatMap(PipelinePort::active);
    idle = active.isEmpty();
    Duration half = interval().dividedBy(2);
    next = last.plus(half).plus(jitter(half));
    reportSeq++;
    Optional<ClientCertificate> shown = certificate.get();
    sink.accept(
        new Reported(
            settings.gateway(),
            settings.ring(),
            bootId,
            reportSeq,
            last,
            progress.observed(),
            progress.phase(),
            progress.code(),
            progress.message(),
            active.map(policy -> describe(policy, progress)),
            progress.previous(),
            refusal,
            measurement.figures(),
            pipeline.map(PipelinePort::health),
            shown.map(ClientCertificate::notAfter),
            measurement.gates(),
            shown.flatMap(ClientCertificate::problem),
            command));
  }

  /** Longest time to the next report: soon while nothing computes, which will hardly last. */
  private Duration interval() {
    boolean hurry = idle && IDLE_INTERVAL.compareTo(settings.reportInterval()) < 0;
    return hurry ? IDLE_INTERVAL : settings.reportInterval();
  }

  static ActivePolicy describe(PipelinePort.Active active, Progress progress) {
    long seq =
        progress
            .applied()
            .filter(applied -> applied.digest().equals(active.digest().hex()))
            .map(ActivePolicy::seq)
            .orElse(0L);
    return new ActivePolicy(active.name(), active.digest().hex(), seq);
  }

  /** A random time up to a limit; none where jitter is switched off. */
  Duration jitter(Duration limit) {
    return settings.jitter() && !limit.isZero()
        ? Duration.ofMillis(random.nextLong(limit.toMillis() + 1))
        : Duration.ZERO;
  }
}
