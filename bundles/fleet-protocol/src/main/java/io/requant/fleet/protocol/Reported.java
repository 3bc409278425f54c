package io.requant.fleet.protocol;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.GateFigures;
import java.time.Instant;
import java.util.Optional;

/**
 * What a gateway says of itself.
 *
 * @param gateway its id
 * @param ring the ring that it belongs to
 * @param bootId process of the agent
 * @param reportSeq number of the report, from 1 in every process
 * @param at when it was written, by the gateway's clock
 * @param observed newest message that it accepted
 * @param phase how far it has come with that message
 * @param code why it refused or went back; empty if it did not
 * @param message one sentence for people, at most {@value #MAX_MESSAGE} characters
 * @param active what computes frames; empty if no engine runs
 * @param previous what did before the last change; empty if unknown
 * @param refusal the last message that it refused before accepting it, if any since it started
 * @param activation figures of the last change in this process; empty before
 * @param health the pipeline; empty if there is none
 * @param certNotAfter end of validity of the gateway's certificate; empty if it has none
 * @param gates what the gates measured of the last new engine in this process, refused or not
 * @param certProblem why renewed certificate files are not used; empty if nothing is wrong
 * @param command answer to the last command that this process accepted; empty before
 */
public record Reported(
    String gateway,
    String ring,
    String bootId,
    long reportSeq,
    Instant at,
    Position observed,
    GatewayPhase phase,
    Optional<RejectionCode> code,
    String message,
    Optional<ActivePolicy> active,
    Optional<ActivePolicy> previous,
    Optional<Refusal> refusal,
    Optional<ActivationFigures> activation,
    Optional<Health> health,
    Optional<Instant> certNotAfter,
    Optional<GateResult> gates,
    Optional<String> certProblem,
    Optional<CommandResult> command) {

  /** Longest sentence. */
  public static final int MAX_MESSAGE = 500;

  /**
   * A policy that computes frames, or did.
   *
   * @param name name of the policy
   * @param digest identity of the policy, in hexadecimal digits
   * @param seq number of the message that brought it; 0 if none did
   */
  public record ActivePolicy(String name, String digest, long seq) {}

  /**
   * A message that was not accepted, and so changed nothing.
   *
   * @param code why
   * @param message one sentence for people
   * @param at when it came, by the gateway's clock
   * @param count how many were refused since the agent started
   */
  public record Refusal(RejectionCode code, String message, Instant at, long count) {}

  /**
   * Figures of a change of policy, in microseconds.
   *
   * @param seq number of the message
   * @param messageBytes bytes of the message
   * @param exchangeMicros time from its arrival to the exchange of engines
   * @param firstFrameMicros time from its arrival to the first result under it; empty until there
   *     is one
   * @param prepareMicros time to build and warm the engine
   * @param shadowMicros time of shadowing
   * @param agreement share of shadow frames with the same class; empty if nothing was shadowed
   */
  public record ActivationFigures(
      long seq,
      int messageBytes,
      long exchangeMicros,
      Optional<Long> firstFrameMicros,
      long prepareMicros,
      long shadowMicros,
      Optional<Double> agreement) {}

  /**
   * What the gates measured of a new engine.
   *
   * @param seq number of the message
   * @param agreement share of shadow frames with the same class; empty if nothing was shadowed
   * @param figures memory and golden images
   */
  public record GateResult(long seq, Optional<Double> agreement, GateFigures figures) {}

  /**
   * Answer to a command.
   *
   * @param id of the command
   * @param number of the command
   * @param message what was done, or why nothing was; one sentence
   * @param at when it was carried out, by the gateway's clock
   */
  public record CommandResult(String id, long number, String message, Instant at) {
    public CommandResult {
      message = cut(message);
    }
  }

  /**
   * The pipeline.
   *
   * @param framesPerSecond results in the last second
   * @param p50Micros median inference time
   * @param p99Micros 99th percentile of it
   * @param worstGapMicros longest time between two results
   * @param swaps exchanges of engines so far
   * @param in frames that cameras gave
   * @param inferred frames with a result
   * @param shed frames given up, with a reason
   * @param inFlight frames that wait or are being computed
   * @param lost frames that are in no account
   */
  public record Health(
      double framesPerSecond,
      long p50Micros,
      long p99Micros,
      long worstGapMicros,
      long swaps,
      long in,
      long inferred,
      long shed,
      long inFlight,
      long lost) {}

  public Reported {
    Ids.check("gateway", gateway);
    Ids.check("ring", ring);
    Ids.check("boot id", bootId);
    message = cut(message);
    certProblem = certProblem.map(Reported::cut);
  }

  /** A report without figures of gates, problems with certificates and answers to commands. */
  public Reported(
      String gateway,
      String ring,
      String bootId,
      long reportSeq,
      Instant at,
      Position observed,
      GatewayPhase phase,
      Optional<RejectionCode> code,
      String message,
      Optional<ActivePolicy> active,
      Optional<ActivePolicy> previous,
      Optional<Refusal> refusal,
      Optional<ActivationFigures> activation,
      Optional<Health> health,
      Optional<Instant> certNotAfter) {
    this(
        gateway,
        ring,
        bootId,
        reportSeq,
        at,
        observed,
        phase,
        code,
        message,
        active,
        previous,
        refusal,
        activation,
        health,
        certNotAfter,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static String cut(String text) {
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
