package io.requant.fleet.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A command whose signatures and form are right. Whether it is for this gateway, in time and newer
 * than others is for the gateway to say.
 *
 * @param command what is to be done
 * @param signers trusted keys that signed it
 */
public record SignedCommand(Command command, Set<KeyId> signers) {

  /** Most bytes of a command. */
  public static final int LIMIT = 2048;

  private static final int SCHEMA = 1;
  private static final long MAX_TIME = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  public SignedCommand {
    signers = Set.copyOf(signers);
  }

  /** Signs a command: the bytes to publish. */
  public static byte[] seal(Command command, List<SigningKey> keys) {
    byte[] payload = encode(command);
    return new Envelope(
            Command.PAYLOAD_TYPE,
            payload,
            new byte[0],
            keys.stream().map(key -> key.signatureOf(Command.PAYLOAD_TYPE, payload)).toList())
        .encode();
  }

  static byte[] encode(Command command) {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA)
        .put("tenant", command.tenant())
        .put("gateway", command.gateway())
        .put("id", command.id())
        .put("number", command.number())
        .put("command", command.kind().name())
        .put("expires", command.expires().toEpochMilli());
    return Json.write(json);
  }

  /**
   * Opens a command: nothing in it is believed before its signature is verified.
   *
   * @throws RefusedException with the first thing that is wrong
   */
  public static SignedCommand open(byte[] message, TrustedKeys trusted) throws RefusedException {
    Envelope envelope = Envelope.decode(message, LIMIT);
    if (!envelope.payloadType().equals(Command.PAYLOAD_TYPE)) {
      throw new RefusedException(
          RejectionCode.UNSUPPORTED, "payload type '" + envelope.payloadType() + "' is no command");
    }
    Set<KeyId> signers = trusted.verify(envelope);
    if (envelope.attachment().length > 0) {
      throw new RefusedException(RejectionCode.MALFORMED, "a command has no attachment");
    }
    return new SignedCommand(decode(envelope.payload()), signers);
  }

  static Command decode(byte[] json) throws RefusedException {
    Fields fields = Json.read("command", json, LIMIT);
    fields.requireSchema(SCHEMA);
    return new Command(
        fields.id("tenant"),
        fields.id("gateway"),
        fields.id("id"),
        fields.integer("number", 1, Long.MAX_VALUE),
        fields.constant(Command.Kind.class, "command"),
        Instant.ofEpochMilli(fields.integer("expires", 0, MAX_TIME)));
  }
}
