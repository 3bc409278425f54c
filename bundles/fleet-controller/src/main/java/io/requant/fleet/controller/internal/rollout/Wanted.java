package io.requant.fleet.controller.internal.rollout;

import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.DesiredCodec;
import io.requant.fleet.protocol.Envelope;
import io.requant.fleet.protocol.RefusedException;
import java.io.IOException;

/**
 * The newest message of a target.
 *
 * @param desired what it says
 * @param issued when it was written, milliseconds since 1970
 * @param message its signed bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Wanted(Desired desired, long issued, byte[] message) {

  /**
   * Reads a message of this controller.
   *
   * @throws IOException if it is damaged
   */
  public static Wanted of(byte[] message, long issued) throws IOException {
    try {
      byte[] payload = Envelope.decode(message, Integer.MAX_VALUE).payload();
      return new Wanted(DesiredCodec.decode(payload), issued, message);
    } catch (RefusedException e) {
      throw new IOException("stored message: " + e.getMessage(), e);
    }
  }

  /** Whether it makes a gateway run something. */
  public boolean names() {
    return desired.policy().isPresent();
  }
}
