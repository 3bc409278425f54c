package io.requant.resources.internal.device;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/** What this process holds and may use, from {@code /proc/self/status} (proc(5)). */
final class OwnProcess {

  private final Path status;

  OwnProcess(Path root) {
    this.status = root.resolve("proc/self/status");
  }

  /**
   * What the file says.
   *
   * @param anonymousBytes resident memory that no file backs; 0 if the file does not say
   * @param processors processors that the process may run on
   */
  record Status(long anonymousBytes, Optional<BitSet> processors) {}

  Status read() {
    long bytes = 0;
    Optional<BitSet> processors = Optional.empty();
    for (String line : SmallFile.read(status).orElse("").split("\n", -1)) {
      if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
        bytes += kilobytes(line) * 1024;
      } else if (line.startsWith("Cpus_allowed_list:")) {
        processors = CpuList.parse(line.substring(line.indexOf(':') + 1));
      }
    }
    return new Status(bytes, processors);
  }

  private static long kilobytes(String line) {
    String digits = line.replaceAll("[^0-9]", "");
    return digits.isEmpty() || digits.length() > 12 ? 0 : Long.parseLong(digits);
  }
}
