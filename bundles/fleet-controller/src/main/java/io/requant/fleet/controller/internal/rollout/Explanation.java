package io.requant.fleet.controller.internal.rollout;

import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.protocol.Slice;
import java.time.Instant;

/** Says in words why a gateway is where it is. */
public final class Explanation {

  private Explanation() {}

  /**
   * The words.
   *
   * @param wanted the message that counts for the gateway; null if there is none
   */
  public static String of(Assessment assessment, Wanted wanted, GatewayRow row) {
    String message =
        wanted == null
            ? ""
            : wanted.desired().action() + " of message " + wanted.desired().position();
    String says = row.message().isEmpty() ? "" : " It says: " + row.message();
    return switch (assessment.rule()) {
      case NOTHING_WANTED -> "ring " + row.ring() + " was never told anything.";
      case PINNED -> "it has a message of its own, which counts until it is released.";
      case NOT_ITS_TURN -> turn(wanted, row);
      case AHEAD ->
          "it accepted message "
              + row.observed()
              + ", which this controller never wrote: was the store lost, or is there a second"
              + " controller? It refuses what this one sends until there is a new signing key.";
      case SILENT ->
          "nothing was heard of it since " + time(row.received()) + "; what it runs is not known.";
      case AWAY ->
          "its connection is gone since "
              + time(row.presence())
              + ", and it had not finished "
              + message
              + ".";
      case NO_ANSWER ->
          message
              + " was published "
              + time(wanted.issued())
              + "; nothing was heard of the gateway since "
              + time(row.heard())
              + ", before that.";
      case REFUSED ->
          "it did not accept " + message + ": " + row.refusalCode() + ": " + row.refusalMessage();
      case SENT ->
          message + " was published " + time(wanted.issued()) + "; it has not said that it came.";
      case SEEN -> "it has accepted " + message + " and waits for its turn." + says;
      case STAGED -> "it has checked " + message + "." + says;
      case SHADOW -> "it compares the policy with the one before." + says;
      case OTHER_DEVICE -> message + " is not for this kind of gateway." + says;
      case REJECTED -> "it did not carry out " + message + "." + says;
      case WENT_BACK -> "it carried out " + message + ", failed, and went back." + says;
      case IDLE -> "it carried out " + message + ", but no engine computes." + says;
      case DRIFTED ->
          "it says that it carried out "
              + message
              + ", but computes under policy "
              + row.activeName()
              + ".";
      case SOAKING ->
          "it runs policy "
              + row.activeName()
              + " since "
              + time(row.settled())
              + " and has to show itself for "
              + wanted.desired().gates().soak().toSeconds()
              + " s.";
      case DONE -> "it carried out " + message + "." + says;
    };
  }

  private static String turn(Wanted wanted, GatewayRow row) {
    Slice slice = wanted.desired().slice();
    return "its bucket %d is not in slice %d..%d of message %s."
        .formatted(
            Slice.bucket(slice.salt(), row.id()),
            slice.from(),
            slice.to(),
            wanted.desired().position());
  }

  private static String time(long millis) {
    return millis == 0 ? "never" : Instant.ofEpochMilli(millis).toString();
  }
}
