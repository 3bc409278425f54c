package io.requant.fleet.protocol;

import io.requant.model.network.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A part of a ring: one message that names a wider slice widens a rollout, however many gateways
 * there are.
 *
 * @param salt decides who is in which bucket, so that it is not always the same who come first
 * @param from first bucket, 0..9999
 * @param to first bucket that is not in it, {@code from}..10000
 */
public record Slice(String salt, int from, int to) {

  /** Number of buckets. */
  public static final int BUCKETS = 10_000;

  /** All gateways. */
  public static final Slice ALL = new Slice("all", 0, BUCKETS);

  public Slice {
    Ids.check("salt of a slice", salt);
    if (from < 0 || to < from || to > BUCKETS) {
      throw new IllegalArgumentException(
          "slice " + from + ".." + to + "; 0 <= from <= to <= " + BUCKETS + " is needed");
    }
  }

  /**
   * Bucket of a gateway: the first 8 bytes of SHA-256(salt, line feed, id), as an unsigned
   * big-endian integer, modulo 10000.
   */
  public static int bucket(String salt, String gateway) {
    byte[] hash = Digest.of((salt + "\n" + gateway).getBytes(StandardCharsets.UTF_8)).raw();
    return (int) Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), BUCKETS);
  }

  /** Whether a gateway is in this slice. */
  public boolean contains(String gateway) {
    int bucket = bucket(salt, gateway);
    return bucket >= from && bucket < to;
  }
}
