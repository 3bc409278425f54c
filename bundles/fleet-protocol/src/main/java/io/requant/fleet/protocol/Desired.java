package io.requant.fleet.protocol;

import io.requant.api.pipeline.AdaptationBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a controller wants of a ring or of one gateway.
 *
 * @param tenant whose fleet it is
 * @param target whom it is for
 * @param rolloutId the change that it belongs to
 * @param position its place among all messages of the tenant's controller
 * @param action what to do
 * @param policy what to run; present for APPLY and ROLLBACK, and only for these
 * @param slice which gateways of the ring it is for
 * @param requires OSGi filter (OSGi Core, 3.2.7) over the properties of a gateway; empty for all
 * @param minSeqFrom number of the oldest message that a gateway may come from; 0 for any
 * @param notBefore when gateways may begin to accept it
 * @param expires when gateways stop to accept it
 * @param jitter each gateway waits a random time up to this before it acts, and before it reports
 *     where nothing is to be done
 * @param gates what to check before keeping the policy
 * @param adapt which other policies a gateway may run under by itself; {@link
 *     AdaptationBounds#EXACT} for none, and where there is no policy
 */
public record Desired(
    String tenant,
    Target target,
    String rolloutId,
    Position position,
    Action action,
    Optional<PolicyReference> policy,
    Slice slice,
    Optional<String> requires,
    long minSeqFrom,
    Instant notBefore,
    Instant expires,
    Duration jitter,
    Gates gates,
    AdaptationBounds adapt) {

  /** Payload type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.requant.desired+json";

  /** Longest {@code requires}, in characters. */
  public static final int MAX_REQUIRES = 512;

  /** Most bytes of a whole message, if nothing else is configured. */
  public static final int MESSAGE_LIMIT = 8192;

  static final long MAX_JITTER_SECONDS = Duration.ofDays(1).toSeconds();

  /** What to do. */
  public enum Action {
    /** Run the policy. */
    APPLY,
    /** Leave a change that is not finished. */
    HALT,
    /** Run a policy of before, at once and whatever the slice says. */
    ROLLBACK,
    /** To one gateway: follow the ring again. */
    RELEASE
  }

  public Desired {
    Ids.check("tenant", tenant);
    Ids.check("rollout", rolloutId);
    boolean names = action == Action.APPLY || action == Action.ROLLBACK;
    if (names != policy.isPresent()) {
      throw new IllegalArgumentException(
          action + (names ? " needs a policy" : " does not take a policy"));
    }
    if (!names && !adapt.equals(AdaptationBounds.EXACT)) {
      throw new IllegalArgumentException(action + " does not take bounds of adaptation");
    }
    if (action == Action.RELEASE && !(target instanceof Target.Gateway)) {
      throw new IllegalArgumentException("RELEASE is for one gateway");
    }
    if (position.epoch() < 1 || position.seq() < 1 || minSeqFrom < 0) {
      throw new IllegalArgumentException("epoch and number of a message begin with 1");
    }
    if (!expires.isAfter(notBefore)) {
      throw new IllegalArgumentException("message expires before it is valid");
    }
    if (jitter.isNegative() || jitter.toSeconds() > MAX_JITTER_SECONDS) {
      throw new IllegalArgumentException("jitter of " + jitter + "; 0 to 1 day is possible");
    }
    if (requires.isPresent() && requires.get().length() > MAX_REQUIRES) {
      throw new IllegalArgumentException("requires is longer than " + MAX_REQUIRES);
    }
  }
}
