package io.requant.pipeline.internal;

import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Longest time between two results over 200 changes of policy at full load, with an engine that
 * computes for a millisecond. Run by hand: see the README.
 */
public final class SwapGapBench {

  private static final int SWAPS = 200;

  /** Frames afterwards without swaps: what the machine itself does to the gap. */
  private static final int CONTROL_FRAMES = 8_000;

  private static final long MILLI = 1_000_000;

  private SwapGapBench() {}

  /** Prints the figures. */
  public static void main(String[] arguments) throws Exception {
    Path state = Files.createTempDirectory("gap");
    AtomicLong sink = new AtomicLong();
    FakeBackend backend =
        new FakeBackend("a")
            .engines(
                (engine, call) -> {
                  long end = System.nanoTime() + MILLI;
                  long work = 0;
                  while (System.nanoTime() < end) {
                    work++;
                  }
                  sink.addAndGet(work);
                });
    try (Rig rig = new Rig(state, 4, Duration.ofSeconds(2))) {
      rig.running(backend, 0);
      AtomicBoolean stop = new AtomicBoolean();
      Thread camera =
          new Thread(
              () -> {
                while (!stop.get()) {
                  if (rig.ledger().inFlight() < 4) {
                    rig.give(1);
                  } else {
                    LockSupport.parkNanos(MILLI / 4);
                  }
                }
              });
      camera.start();
      ShadowGates gates = new ShadowGates(4, 1, Duration.ofSeconds(1), Duration.ofSeconds(5));
      long start = System.nanoTime();
      for (int swap = 1; swap <= SWAPS; swap++) {
        Policy policy = Rig.POLICIES.get(swap % 2);
        if (!rig.activate(policy, gates).succeeded()) {
          throw new IllegalStateException("swap " + swap + " failed");
        }
      }
      long nanos = System.nanoTime() - start;
      int during = rig.results().size();
      rig.awaitResults(during + CONTROL_FRAMES);
      stop.set(true);
      camera.join();
      rig.awaitNothingInFlight();
      rig.assertResultsAreRight();
      List<InferenceResult> results = rig.results();
      PipelineStatus status = rig.pipeline().status();
      Ledger ledger = status.ledger();
      System.out.printf(
          "%d swaps in %.2f s, %d frames, %d shed, %d lost, engines %d%n",
          status.swaps() - 1,
          nanos / 1e9,
          ledger.in(),
          ledger.shed(),
          ledger.lost(),
          backend.prepared().size());
      System.out.printf(
          "longest gap %.2f ms during the swaps, %.2f ms in %d frames without swaps%n",
          longestGap(results.subList(0, during)) / 1e6,
          longestGap(results.subList(during, results.size())) / 1e6,
          results.size() - during);
      System.out.printf("p50 %d us, p99 %d us%n", status.p50Micros(), status.p99Micros());
    }
  }

  private static long longestGap(List<InferenceResult> results) {
    long longest = 0;
    for (int i = 1; i < results.size(); i++) {
      longest =
          Math.max(longest, results.get(i).completedNanos() - results.get(i - 1).completedNanos());
    }
    return longest;
  }
}
