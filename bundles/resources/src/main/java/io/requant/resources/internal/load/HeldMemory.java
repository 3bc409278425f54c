package io.requant.resources.internal.load;

import java.util.ArrayList;
import java.util.List;

/** Memory that is really taken: every page of it has been written. */
final class HeldMemory {

  private static final int CHUNK = 4 << 20;

  private final List<byte[]> chunks = new ArrayList<>();

  /**
   * Takes memory of the heap, chunk by chunk.
   *
   * @throws IllegalArgumentException if the heap cannot grow as far
   */
  HeldMemory(long bytes) {
    Runtime runtime = Runtime.getRuntime();
    long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    if (bytes > free * 9 / 10) {
      throw new IllegalArgumentException(
          "--memory %d MB: this JVM's heap has %d MB left; set REQUANT_JAVA_OPTS=-Xmx%dm"
              .formatted(bytes >> 20, free >> 20, (bytes >> 20) * 5 / 4 + 64));
    }
    for (long left = bytes; left > 0; left -= CHUNK) {
      byte[] chunk = new byte[(int) Math.min(left, CHUNK)];
      java.util.Arrays.fill(chunk, (byte) 1);
      chunks.add(chunk);
    }
  }

  /** Bytes held. */
  long bytes() {
    return chunks.stream().mapToLong(chunk -> chunk.length).sum();
  }
}
