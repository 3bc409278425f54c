package io.requant.fleet.controller.internal.store;

import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import java.util.Optional;

/**
 * What is known of a gateway, small enough to hold a fleet of them in memory. Times are
 * milliseconds since 1970 by the controller's clock, 0 for never; figures are -1 where unknown.
 *
 * @param id the gateway
 * @param ring the ring that it named
 * @param bootId process of its agent
 * @param reportSeq number of its last report in that process
 * @param received when its last report came
 * @param observed newest message in force that it accepted
 * @param phase how far it has come with that
 * @param code why it refused or went back; null if it did not
 * @param message its sentence
 * @param activeName policy that computes frames; empty if no engine runs
 * @param activeDigest its digest in hexadecimal digits; empty if no engine runs
 * @param activeSeq message that brought it; 0 if none did
 * @param settled when it was first heard to be done with {@code observed}; 0 if it is not
 * @param refusalCode of the last message that it did not accept; null if there is none
 * @param refusalMessage its sentence to that
 * @param refusalCount how many it did not accept since it started
 * @param refused when a new refusal was last heard of
 * @param online what its presence says
 * @param presence when its presence was last heard
 * @param figures of its last change and its pipeline
 * @param certNotAfter end of its certificate; 0 if unknown
 */
public record GatewayRow(
    String id,
    String ring,
    String bootId,
    long reportSeq,
    long received,
    Position observed,
    GatewayPhase phase,
    RejectionCode code,
    String message,
    String activeName,
    String activeDigest,
    long activeSeq,
    long settled,
    RejectionCode refusalCode,
    String refusalMessage,
    long refusalCount,
    long refused,
    boolean online,
    long presence,
    Figures figures,
    long certNotAfter) {

  /**
   * Figures.
   *
   * @param activationMicros from the arrival of the message to the first frame
   * @param shadowMicros time of shadowing
   * @param agreement share of shadow frames with the same class; negative if unknown
   * @param framesPerSecond results in the last second
   * @param p99Micros 99th percentile of the inference time
   * @param framesLost frames in no account
   */
  public record Figures(
      long activationMicros,
      long shadowMicros,
      double agreement,
      double framesPerSecond,
      long p99Micros,
      long framesLost) {

    /** Nothing is known. */
    public static final Figures NONE = new Figures(-1, -1, -1, 0, 0, 0);
  }

  /** Why it refused or went back. */
  public Optional<RejectionCode> whyNot() {
    return Optional.ofNullable(code);
  }

  /** When it was last heard: a report or a presence of its own. */
  public long heard() {
    return online ? Math.max(received, presence) : received;
  }

  /** The same with another presence. */
  public GatewayRow with(boolean nowOnline, long at) {
    return new GatewayRow(
        id,
        ring,
        bootId,
        reportSeq,
        received,
        observed,
        phase,
        code,
        message,
        activeName,
        activeDigest,
        activeSeq,
        settled,
        refusalCode,
        refusalMessage,
        refusalCount,
        refused,
        nowOnline,
        at,
        figures,
        certNotAfter);
  }
}
