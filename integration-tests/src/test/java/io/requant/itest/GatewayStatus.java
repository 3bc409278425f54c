package io.requant.itest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a gateway's process says of itself, broker or no broker. */
final class GatewayStatus {

  private static final long PAUSE_MILLIS = 50;

  private GatewayStatus() {}

  /** Account of its frames. */
  static JsonNode ledger(ProductProcess gateway) throws Exception {
    return gateway.query("status", "--json").get("ledger");
  }

  /** Waits until an engine computes; returns the digest of its policy. */
  static String awaitPolicy(ProductProcess gateway) throws Exception {
    return policyOf(await(gateway, "an engine", s -> s.get("engine").isObject()));
  }

  /** Waits until an engine computes under a policy. */
  static void awaitPolicy(ProductProcess gateway, String digest) throws Exception {
    await(
        gateway, "policy " + digest, s -> s.get("engine").isObject() && policyOf(s).equals(digest));
  }

  /** Waits until so many frames have a result; returns the account of then. */
  static JsonNode awaitInferred(ProductProcess gateway, long frames) throws Exception {
    return await(
            gateway,
            frames + " frames with a result",
            s -> s.get("ledger").get("inferred").asLong() >= frames)
        .get("ledger");
  }

  private static String policyOf(JsonNode status) {
    return status.get("engine").get("policyDigest").asText();
  }

  /** Waits until the gateway says something of itself; returns all that it says then. */
  static JsonNode await(ProductProcess gateway, String what, Predicate<JsonNode> wanted)
      throws Exception {
    long deadline = System.nanoTime() + gateway.patience().toNanos();
    JsonNode status = gateway.query("status", "--json");
    while (!wanted.test(status)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not " + what + " but " + status + gateway.see());
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      status = gateway.query("status", "--json");
    }
    return status;
  }
}
