package io.requant.api.resource;

/**
 * A cache of the processor.
 *
 * @param level 1 for the one next to the core
 * @param type "data", "instruction", "unified" or "trace"
 * @param bytes size of one such cache
 */
public record CpuCache(int level, String type, long bytes) {

  public CpuCache {
    if (level < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "cache of level %d with %d bytes: both are at least 1".formatted(level, bytes));
    }
  }
}
