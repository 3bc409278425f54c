package io.requant.resources.internal.roofline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a measured roofline is bound to: another machine or another JVM measures again. */
public final class MachineFingerprint {

  private static final int MAX_LINES = 256;

  private MachineFingerprint() {}

  /** The fingerprint of this machine and JVM, one line. */
  public static String ofMachine() {
    List<String> parts = new ArrayList<>();
    parts.add(processor(Path.of("/proc/cpuinfo")));
    parts.add(Runtime.getRuntime().availableProcessors() + " processors");
    parts.add(System.getProperty("os.arch"));
    parts.add(System.getProperty("java.vm.name") + " " + Runtime.version());
    return String.join("; ", parts);
  }

  /** The name that the kernel gives to the processor, on x86 and on ARM. */
  static String processor(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .limit(MAX_LINES)
          .filter(line -> line.matches("(model name|Model|CPU part)\\s*:.*"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException | java.io.UncheckedIOException e) {
      return "unknown processor";
    }
  }
}
