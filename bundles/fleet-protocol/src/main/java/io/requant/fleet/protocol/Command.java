package io.requant.fleet.protocol;

import java.time.Instant;

/**
 * Something that one gateway is to do once, soon, and to answer in its report.
 *
 * @param tenant whose fleet it is
 * @param gateway who is to do it
 * @param id names it in the answer
 * @param number larger than those of all commands that were given to the gateway before under the
 *     same key, from 1; a controller may use the time in milliseconds
 * @param kind what to do
 * @param expires when it is too late
 */
public record Command(
    String tenant, String gateway, String id, long number, Kind kind, Instant expires) {

  /** Payload type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.requant.command+json";

  /** What can be asked for. */
  public enum Kind {
    /** Report at once. */
    REPORT,
    /**
     * Carry out the message in force once more, which was rejected or went back: what stood in the
     * way may be gone.
     */
    RETRY
  }

  public Command {
    Ids.check("tenant", tenant);
    Ids.check("gateway", gateway);
    Ids.check("command", id);
    if (number < 1) {
      throw new IllegalArgumentException("commands are numbered from 1, not " + number);
    }
  }
}
