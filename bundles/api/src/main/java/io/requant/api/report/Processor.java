package io.requant.api.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the kernel says about the processor.
 *
 * @param name its name, or that of its architecture
 * @param flags those of its extensions that matter to inference, sorted
 */
public record Processor(String name, List<String> flags) {

  private static final Set<String> INTERESTING =
      Set.of(
          "avx",
          "fma",
          "avx2",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "amx_int8",
          "asimd",
          "asimddp",
          "i8mm",
          "sve");

  public Processor {
    flags = List.copyOf(flags);
  }

  /** This machine's. */
  public static Processor ofMachine() {
    return of(Path.of("/proc/cpuinfo"));
  }

  /** That of a file like {@code /proc/cpuinfo}. */
  static Processor of(Path cpuinfo) {
    String name = System.getProperty("os.arch");
    Set<String> flags = new TreeSet<>();
    try {
      for (String line : Files.readAllLines(cpuinfo)) {
        int colon = line.indexOf(':');
        if (colon < 0) {
          continue;
        }
        String key = line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        if (key.equals("model name") || key.equals("Model")) {
          name = value;
        } else if (key.equals("flags") || key.equals("Features")) {
          Arrays.stream(value.split(" ")).filter(INTERESTING::contains).forEach(flags::add);
        }
      }
    } catch (IOException e) {
      return new Processor(name, List.of()); // not Linux
    }
    return new Processor(name, List.copyOf(flags));
  }
}
