package io.requant.bench.internal.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that is in RAM. */
public final class ResidentMemory {

  private static final double MEGA = 1024.0;

  private ResidentMemory() {}

  /** Megabytes (2^20 bytes) after a collection; NaN where {@code /proc} does not say. */
  public static double settledMegabytes() {
    System.gc();
    return megabytes();
  }

  /** Megabytes now; NaN where {@code /proc} does not say. */
  public static double megabytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / MEGA;
        }
      }
    } catch (IOException e) {
      return Double.NaN; // not Linux
    }
    return Double.NaN;
  }
}
