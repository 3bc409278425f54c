package io.requant.quantlstm.internal.measure;

import io.requant.api.report.Processor;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What this machine is and how busy it is. */
final class Machine {

  private Machine() {}

  /** Entries for a report, with a sentence for people under {@code description}. */
  static Map<String, Object> describe() {
    String processor = Processor.ofMachine().name();
    int processors = Runtime.getRuntime().availableProcessors();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put(
        "description",
        String.format(
            Locale.ROOT,
            "%s, %d processors, Java %s, %s before it began",
            processor,
            processors,
            Runtime.version().feature(),
            load < 0 ? "load unknown" : String.format(Locale.ROOT, "load average %.2f", load)));
    machine.put("processor", processor);
    machine.put("processors", processors);
    machine.put("loadAverage", load < 0 ? null : load);
    return machine;
  }
}
