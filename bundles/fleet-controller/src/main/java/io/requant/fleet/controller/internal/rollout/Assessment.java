package io.requant.fleet.controller.internal.rollout;

import io.requant.api.fleet.Standing;
import io.requant.fleet.controller.internal.store.GatewayRow;

/**
 * What is known of a gateway with regard to a message, and by which rule.
 *
 * @param rule the rule that decided
 * @param since from when on, milliseconds since 1970
 */
public record Assessment(Rule rule, long since) {

  /** The rules, in the order in which they are tried. */
  public enum Rule {
    /** Its ring was never told anything. */
    NOTHING_WANTED(Standing.EXEMPT, null),
    /** It has a message of its own, which counts instead of its ring's. */
    PINNED(Standing.EXEMPT, null),
    /** It is in a slice that has not its turn yet. */
    NOT_ITS_TURN(Standing.OUTSIDE, null),
    /** It has accepted a message that this controller never wrote. */
    AHEAD(Standing.FAILED, "AHEAD"),
    /** Nothing was heard for longer than any gateway may be silent. */
    SILENT(Standing.UNKNOWN, null),
    /** Its connection is gone, and it had not finished. */
    AWAY(Standing.UNKNOWN, null),
    /** It has not said anything since the message was published. */
    NO_ANSWER(Standing.UNKNOWN, null),
    /** It did not accept the message; its report has the code. */
    REFUSED(Standing.FAILED, ""),
    /** The message is on its way to it. */
    SENT(Standing.PENDING, null),
    /** It has accepted the message. */
    SEEN(Standing.PENDING, null),
    /** It has checked the policy. */
    STAGED(Standing.PENDING, null),
    /** It compares the policy with the one before. */
    SHADOW(Standing.PENDING, null),
    /** It does not have what the message requires. */
    OTHER_DEVICE(Standing.EXEMPT, null),
    /** It refused after it had accepted, or failed; its report has the code. */
    REJECTED(Standing.FAILED, ""),
    /** It was active and went back; its report has the code. */
    WENT_BACK(Standing.FAILED, ""),
    /** It carried the message out, but nothing computes. */
    IDLE(Standing.PENDING, null),
    /** It carried the message out, but computes under another policy. */
    DRIFTED(Standing.FAILED, "DRIFTED"),
    /** It carried the message out and watches itself. */
    SOAKING(Standing.PENDING, null),
    /** It carried the message out. */
    DONE(Standing.CONVERGED, null);

    private final Standing standing;
    private final String code;

    Rule(Standing standing, String code) {
      this.standing = standing;
      this.code = code;
    }

    /** What is known of a gateway that this rule decides on. */
    public Standing standing() {
      return standing;
    }
  }

  /** What is known. */
  public Standing standing() {
    return rule.standing();
  }

  /** Why it failed; null if it did not. */
  public String code(GatewayRow row) {
    return switch (rule) {
      case REFUSED -> row.refusalCode().name();
      case REJECTED, WENT_BACK -> row.whyNot().map(Enum::name).orElse("UNEXPLAINED");
      default -> rule.code;
    };
  }
}
