package io.requant.itest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the machine kept a process from running: a second JVM that rests and works for short,
 * known times and adds up by how much each round took longer. It shares nothing with the process
 * under test, so what that does to itself (collections, compilation) is not excused.
 *
 * <p>Relies on {@link System#nanoTime()} being one clock for all processes, as on Linux.
 */
final class MachineStalls implements AutoCloseable {

  private static final long REST_NANOS = 1_000_000;
  private static final long WORK_NANOS = 400_000;

  /** What timers and thread switches take on an idle machine. */
  private static final long USUAL_NANOS = 400_000;

  private final Process process;

  /** Moment to nanoseconds withheld until then. */
  private final ConcurrentSkipListMap<Long, Long> withheld = new ConcurrentSkipListMap<>();

  /** Starts watching. */
  MachineStalls() throws IOException {
    process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx16m",
                "-cp",
                System.getProperty("java.class.path"),
                MachineStalls.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Thread reader = new Thread(this::read, "itest-machine-stalls");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int space = line.indexOf(' ');
        withheld.put(
            Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
      }
    } catch (IOException e) {
      // The process has been told to end.
    }
  }

  /** Whether it watches. */
  boolean ready() {
    return !withheld.isEmpty();
  }

  /** Whether a moment is within what was watched; figures come a little later than the moment. */
  boolean knows(long moment) {
    return withheld.ceilingKey(moment) != null;
  }

  /** Nanoseconds that the machine withheld between two moments, to the next round. */
  long between(long from, long to) {
    Map.Entry<Long, Long> before = withheld.floorEntry(from);
    Map.Entry<Long, Long> after = withheld.ceilingEntry(to);
    return before == null || after == null ? 0 : after.getValue() - before.getValue();
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** The watching process. */
  public static void main(String[] args) {
    long total = 0;
    long work = 0;
    while (work != Long.MAX_VALUE) {
      long start = System.nanoTime();
      LockSupport.parkNanos(REST_NANOS);
      long end = System.nanoTime() + WORK_NANOS;
      while (System.nanoTime() < end) {
        work++;
      }
      long now = System.nanoTime();
      long excess = now - start - REST_NANOS - WORK_NANOS;
      if (excess > USUAL_NANOS) {
        total += excess;
      }
      System.out.println(now + " " + total);
    }
  }
}
