package io.requant.resources.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTest {

  /**
   * Wall-clock: the generator's purpose is a share of real time. On a machine that is busy
   * elsewhere the time in which the thread was ready and had no processor counts as held.
   */
  @ParameterizedTest
  @ValueSource(ints = {30, 60})
  void oneThreadHoldsItsShareForThreeSeconds(int percent) {
    double[] waited = {0};
    LoadRun.Outcome outcome =
        new LoadRun()
            .run(percent / 100.0, 1, 3, look -> waited[0] = waitedSeconds() / look.seconds());
    assertThat(outcome.held()).isLessThan(percent / 100.0 + 0.05);
    assertThat(outcome.held() + waited[0]).isGreaterThan(percent / 100.0 - 0.05);
    assertThat(outcome.stopped()).isFalse();
    assertThat(outcome.looks()).hasSize(3);
  }

  @Property(tries = 100, seed = "20240812")
  void threadsTogetherHoldTheShareWhateverOneSliceCosts(
      @ForAll @DoubleRange(min = 0.01, max = 1) double share,
      @ForAll @IntRange(min = 1, max = 8) int threads,
      @ForAll @IntRange(min = 500_000, max = 5_000_000) int slice) {
    DutyLedger ledger = new DutyLedger(share, threads, 0);
    long[] awake = new long[threads];
    long end = 2_000_000_000L;
    for (int next = first(awake); awake[next] < end; next = first(awake)) {
      awake[next] += slice;
      awake[next] += ledger.charge(slice, awake[next]);
    }
    double held = ledger.usedNanos() / (double) end / threads;
    assertThat(held).isCloseTo(share, within(0.02 + slice * 2.0 / end));
  }

  @Test
  void whatWasMissedForLongIsNotMadeUp() {
    DutyLedger ledger = new DutyLedger(0.5, 1, 0);
    // Ten seconds without any processor time: at most 0.25 s of them are still owed.
    assertThat(ledger.charge(1_000_000, 10_000_000_000L)).isZero();
    assertThat(ledger.charge(130_000_000, 10_130_000_000L)).isZero();
    assertThat(ledger.charge(200_000_000, 10_330_000_000L)).isPositive();
  }

  @Test
  void aStoppedRunStillReports() throws InterruptedException {
    LoadRun run = new LoadRun();
    CountDownLatch first = new CountDownLatch(1);
    LoadRun.Outcome[] outcome = new LoadRun.Outcome[1];
    Thread thread =
        new Thread(
            () -> {
              outcome[0] = run.run(0.05, 2, Long.MAX_VALUE, look -> first.countDown());
              run.finished();
            },
            "requant-test-load");
    thread.start();
    first.await();
    run.stopAndWait();
    thread.join(5_000);
    assertThat(outcome[0].stopped()).isTrue();
    assertThat(outcome[0].held()).isBetween(0.01, 0.1);
  }

  @Test
  void theThreadsEndWithTheGenerator() {
    LoadGenerator load = new LoadGenerator(0.1, 3);
    load.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("requant-load-"));
  }

  @Test
  void sharesAndThreadsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new LoadGenerator(0, 1)).hasMessageContaining("share 0.0");
    assertThatThrownBy(() -> new LoadGenerator(1.01, 1)).hasMessageContaining("1.01");
    assertThatThrownBy(() -> new LoadGenerator(Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new LoadGenerator(0.5, 0)).hasMessageContaining("0 threads");
  }

  @Test
  void sizesAreReadAsPeopleWriteThem() {
    assertThat(ByteSize.parse("512M")).isEqualTo(512L << 20);
    assertThat(ByteSize.parse("1g")).isEqualTo(1L << 30);
    assertThat(ByteSize.parse("4096")).isEqualTo(4096);
    for (String bad : new String[] {"", "M", "-1M", "1.5G", "12T", "999999999999G"}) {
      assertThatThrownBy(() -> ByteSize.parse(bad)).hasMessageContaining("'" + bad + "'");
    }
  }

  @Test
  void memoryIsHeldUpToTheHeapAndRefusedBeyondIt() {
    assertThat(new HeldMemory(9 << 20).bytes()).isEqualTo(9 << 20);
    assertThatThrownBy(() -> new HeldMemory(1L << 50)).hasMessageContaining("REQUANT_JAVA_OPTS");
  }

  /** Time that the load's thread has waited for a processor (Linux, scheduler/sched-stats.rst). */
  private static double waitedSeconds() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        if (Files.readString(task.resolve("comm")).startsWith("requant-load")) {
          return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 3)[1]) / 1e9;
        }
      }
    } catch (IOException e) {
      return 0; // a system that does not say
    }
    return 0;
  }

  private static int first(long[] awake) {
    int first = 0;
    for (int i = 1; i < awake.length; i++) {
      first = awake[i] < awake[first] ? i : first;
    }
    return first;
  }
}
