package io.requant.quantlstm.internal.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What this machine is and how busy it is. */
final class Machine {

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Machine() {}

  /** Entries for a report, with a sentence for people under {@code description}. */
  static Map<String, Object> describe() {
    int processors = Runtime.getRuntime().availableProcessors();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put(
        "description",
        String.format(
            Locale.ROOT,
            "%s, %d processors, Java %s, %s before it began",
            processor(),
            processors,
            Runtime.version().feature(),
            load < 0 ? "load unknown" : String.format(Locale.ROOT, "load average %.2f", load)));
    machine.put("processor", processor());
    machine.put("processors", processors);
    machine.put("loadAverage", load < 0 ? null : load);
    return machine;
  }

  private static String processor() {
    String arch = System.getProperty("os.arch");
    if (!Files.isReadable(PROCESSOR)) {
      return arch;
    }
    try (var lines = Files.lines(PROCESSOR)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(arch);
    } catch (IOException e) {
      return arch; // the name is only for people
    }
  }
}
