package io.requant.display.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What this process takes. Read from Linux's /proc, since the platform's management beans would
 * cost megabytes themselves; elsewhere the figures that come from there are unknown.
 *
 * @param heapUsedBytes Java heap in use
 * @param heapMaxBytes limit of the Java heap
 * @param residentBytes memory of the process in RAM, if known
 * @param cpuMillis processor time since the process began, if known
 */
record ProcessFigures(
    long heapUsedBytes, long heapMaxBytes, OptionalLong residentBytes, OptionalLong cpuMillis) {

  /** Kernel clock ticks are 100 a second on every Linux that Java runs on (USER_HZ). */
  private static final long MILLIS_PER_TICK = 10;

  private static final Path PROC = Path.of("/proc/self");

  /** The figures now. */
  static ProcessFigures now() {
    return read(PROC);
  }

  /** The figures from a directory like /proc/self. */
  static ProcessFigures read(Path proc) {
    Runtime runtime = Runtime.getRuntime();
    return new ProcessFigures(
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        resident(proc.resolve("status")),
        cpu(proc.resolve("stat")));
  }

  private static OptionalLong resident(Path status) {
    try {
      List<String> lines = Files.readAllLines(status);
      return lines.stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Fields 14 and 15 (proc(5)), counted after the command's name, which may hold anything. */
  private static OptionalLong cpu(Path stat) {
    try {
      String line = Files.readString(stat);
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      return OptionalLong.of(ticks * MILLIS_PER_TICK);
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }
}
