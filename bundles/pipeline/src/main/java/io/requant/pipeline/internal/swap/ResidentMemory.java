package io.requant.pipeline.internal.swap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How much memory this process holds at this moment. */
public interface ResidentMemory {

  /** Bytes that are resident; empty if the system does not say. */
  Optional<Long> bytes();

  /** What Linux says of this process: VmRSS in proc(5). */
  static ResidentMemory ofProcess() {
    return from(Path.of("/proc/self/status"));
  }

  /** What a file in the form of {@code /proc/PID/status} says. */
  static ResidentMemory from(Path status) {
    return () -> {
      // The file may hold bytes of any character set: the name of the process is in it.
      try (var lines = Files.lines(status, StandardCharsets.ISO_8859_1)) {
        return lines.filter(line -> line.startsWith("VmRSS:")).findFirst().map(ResidentMemory::kib);
      } catch (IOException | NumberFormatException e) {
        return Optional.empty();
      }
    };
  }

  private static long kib(String line) {
    String value = line.substring("VmRSS:".length()).strip();
    int unit = value.indexOf(' ');
    return Long.parseLong(unit < 0 ? value : value.substring(0, unit)) << 10;
  }
}
