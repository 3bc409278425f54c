package io.requant.api.resource;

/**
 * Memory that is left for this process: the limit less what others hold. Caches that the kernel
 * gives back on demand count as free; what the process holds itself counts as left for it.
 *
 * @param leftBytes bytes left for this process, its own included; 0..totalBytes
 * @param totalBytes limit: the machine's memory or that of a control group; above 0
 * @param ownBytes what the process holds itself, without pages that are backed by files; 0 or more
 * @param limit what sets the limit: "machine", or the path of a control group
 */
public record MemoryLeft(long leftBytes, long totalBytes, long ownBytes, String limit) {

  public MemoryLeft {
    if (totalBytes <= 0 || leftBytes < 0 || leftBytes > totalBytes || ownBytes < 0) {
      throw new IllegalArgumentException(
          "%d of %d bytes left, %d held: needs 0 <= left <= total, total > 0, held >= 0"
              .formatted(leftBytes, totalBytes, ownBytes));
    }
  }

  /** What is left as a share of the limit, 0..1. */
  public double share() {
    return (double) leftBytes / totalBytes;
  }
}
