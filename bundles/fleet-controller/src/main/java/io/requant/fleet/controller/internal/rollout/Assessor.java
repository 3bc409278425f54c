package io.requant.fleet.controller.internal.rollout;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.fleet.controller.internal.rollout.Assessment.Rule;
import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import java.time.Duration;

/**
 * Judges what is known of a gateway. Only what it said counts: a message that was sent is not a
 * message that arrived.
 *
 * @param silence longest time without a report; agents report within 6 hours
 * @param answer longest time until a gateway that is there answers a message, beside its jitter
 */
public record Assessor(Duration silence, Duration answer) {

  /**
   * Clocks may be wrong by this much: a gateway that finds a message too early for longer is not
   * just a little behind.
   */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  /** Seven hours, two minutes. */
  public static final Assessor DEFAULT = new Assessor(Duration.ofHours(7), Duration.ofMinutes(2));

  /** Gives the bucket of the gateway that is judged, which costs a hash. */
  @FunctionalInterface
  public interface Bucket {
    /** The bucket under a salt. */
    int of(String salt);
  }

  /**
   * Judges.
   *
   * @param wanted the message that counts for the gateway; null if there is none
   * @param last place of the newest message of this controller
   * @param now milliseconds since 1970
   */
  public Assessment assess(Wanted wanted, GatewayRow row, Bucket bucket, Position last, long now) {
    if (wanted == null) {
      return new Assessment(Rule.NOTHING_WANTED, row.received());
    }
    Desired desired = wanted.desired();
    if (outside(desired, bucket)) {
      return new Assessment(Rule.NOT_ITS_TURN, wanted.issued());
    }
    if (row.observed().isAfter(last)) {
      return new Assessment(Rule.AHEAD, row.received());
    }
    boolean accepted = row.observed().compareTo(desired.position()) >= 0;
    boolean finished = accepted && row.phase().settled();
    if (now - row.received() > silence.toMillis()) {
      return new Assessment(Rule.SILENT, row.received());
    }
    if (!row.online() && !(finished && soaked(desired, row, row.presence()))) {
      return new Assessment(Rule.AWAY, row.presence());
    }
    return accepted ? accepted(desired, row, now) : notAccepted(wanted, row, now);
  }

  private static boolean outside(Desired desired, Bucket bucket) {
    Slice slice = desired.slice();
    if (desired.action() != Action.APPLY
        || !(desired.target() instanceof Target.Ring)
        || (slice.from() == 0 && slice.to() == Slice.BUCKETS)) {
      return false;
    }
    int its = bucket.of(slice.salt());
    return its < slice.from() || its >= slice.to();
  }

  private Assessment notAccepted(Wanted wanted, GatewayRow row, long now) {
    boolean refused =
        row.refusalCode() != null
            && row.refused() >= wanted.issued()
            && row.refusalCode() != RejectionCode.REPLAYED;
    long due = wanted.issued() + wanted.desired().jitter().toMillis() + answer.toMillis();
    boolean soonValid =
        row.refusalCode() == RejectionCode.NOT_YET_VALID && now <= due + CLOCKS.toMillis();
    if (refused && !soonValid) {
      return new Assessment(Rule.REFUSED, row.refused());
    }
    return now > due && row.heard() <= wanted.issued()
        ? new Assessment(Rule.NO_ANSWER, row.heard())
        : new Assessment(Rule.SENT, wanted.issued());
  }

  private static Assessment accepted(Desired desired, GatewayRow row, long now) {
    GatewayPhase phase = row.phase();
    return switch (phase) {
      case IDLE, SEEN -> new Assessment(Rule.SEEN, row.received());
      case STAGED -> new Assessment(Rule.STAGED, row.received());
      case SHADOW -> new Assessment(Rule.SHADOW, row.received());
      case REJECTED ->
          new Assessment(
              row.code() == RejectionCode.WRONG_DEVICE ? Rule.OTHER_DEVICE : Rule.REJECTED,
              row.settled());
      case ROLLED_BACK -> new Assessment(Rule.WENT_BACK, row.settled());
      case ACTIVE -> active(desired, row, now);
    };
  }

  private static Assessment active(Desired desired, GatewayRow row, long now) {
    if (row.code() != null) {
      return new Assessment(Rule.REJECTED, row.settled());
    }
    if (desired.policy().isEmpty()) {
      return new Assessment(Rule.DONE, row.settled());
    }
    if (row.activeDigest().isEmpty()) {
      return new Assessment(Rule.IDLE, row.received());
    }
    boolean runsIt = row.activeDigest().equals(desired.policy().get().digest().hex());
    boolean mayRunAnother = desired.adapt().kind() != AdaptationBounds.Kind.EXACT;
    if (!runsIt && !mayRunAnother) {
      return new Assessment(Rule.DRIFTED, row.received());
    }
    return soaked(desired, row, now)
        ? new Assessment(Rule.DONE, row.settled() + desired.gates().soak().toMillis())
        : new Assessment(Rule.SOAKING, row.settled());
  }

  private static boolean soaked(Desired desired, GatewayRow row, long at) {
    return row.phase() != GatewayPhase.ACTIVE
        || desired.policy().isEmpty()
        || at - row.settled() >= desired.gates().soak().toMillis();
  }
}
