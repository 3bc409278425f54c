package io.requant.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** 200 revisions of the backend, each installed beside the one before, while frames flow. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TwoHundredSwapsIT {

  private static final int SWAPS = 200;

  /** The promise, for gaps without what the machine withheld: see {@link MachineStalls}. */
  private static final double MAX_GAP_MILLIS = 100;

  /**
   * A machine that withholds more than a tenth of the time is busy with something else. What it
   * does to a process with more threads than cores is then known too roughly to be taken off.
   */
  private static final double BUSY = 0.1;

  private static final double MAX_GAP_MILLIS_WHEN_BUSY = 400;
  private static final long NOTED_NANOS = 40_000_000;

  @Inject private Pipeline pipeline;
  @Inject private BundleContext context;

  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

  @Configuration
  public Option[] gateway() throws Exception {
    return AssembledGateway.exam("two-hundred-swaps", 300, 512);
  }

  @Test
  public void lose_no_frame_leave_no_gap_and_leak_no_class_loader() throws Exception {
    Await.until("frames are inferred", () -> pipeline.ledger().inferred() > 200);
    Bundle current = pi();
    Path original = Path.of(URI.create(current.getLocation().substring("reference:".length())));
    Path folder = Path.of(System.getProperty("itest.folder"));
    long swapsBefore = pipeline.status().swaps();
    AtomicLong last = new AtomicLong(System.nanoTime());
    Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
    List<Gap> noted;
    long start;
    double withheld;
    try (MachineStalls machine = new MachineStalls();
        var subscription =
            pipeline.subscribe(
                result -> {
                  long now = result.completedNanos();
                  long before = last.getAndSet(now);
                  if (now - before > NOTED_NANOS) {
                    gaps.add(new Gap(before, now, 0));
                  }
                })) {
      Await.until("the machine is watched", machine::ready);
      gaps.clear();
      start = System.nanoTime();
      for (int i = 1; i <= SWAPS; i++) {
        current = replace(current, FixtureJars.revision(original, folder, "1.0." + i));
      }
      long end = last.get();
      Await.until("the machine is known up to the end", () -> machine.knows(end));
      withheld = (double) machine.between(start, end) / (end - start);
      noted = gaps.stream().map(gap -> gap.with(machine)).toList();
    }
    Ledger ledger = pipeline.ledger();
    assertTrue(ledger.toString(), ledger.balanced());
    assertEquals(ledger.toString(), 0, ledger.shed());
    assertTrue(pipeline.status().swaps() - swapsBefore >= SWAPS);
    double raw = noted.stream().mapToDouble(Gap::millis).max().orElse(0);
    double own = noted.stream().mapToDouble(Gap::ownMillis).max().orElse(0);
    double limit = withheld > BUSY ? MAX_GAP_MILLIS_WHEN_BUSY : MAX_GAP_MILLIS;
    String said =
        "200 swaps: worst gap between two results %.0f ms, %.0f ms without what the machine"
                .formatted(raw, own)
            + " withheld (%.0f %% of the time; the limit is %.0f ms); %d gaps above %d ms; %s"
                .formatted(withheld * 100, limit, noted.size(), NOTED_NANOS / 1_000_000, ledger);
    System.out.println(said);
    assertTrue(said, own <= limit);
    assertEquals("class loaders left behind", 0, left());
  }

  /** Time without a result. */
  private record Gap(long from, long to, long withheld) {

    Gap with(MachineStalls machine) {
      return new Gap(from, to, machine.between(from, to));
    }

    double millis() {
      return (to - from) / 1e6;
    }

    double ownMillis() {
      return (to - from - withheld) / 1e6;
    }
  }

  private Bundle replace(Bundle old, Path jar) throws Exception {
    long swaps = pipeline.status().swaps();
    loaders.add(new WeakReference<>(old.adapt(BundleWiring.class).getClassLoader()));
    Bundle next;
    try (var in = Files.newInputStream(jar)) {
      next = context.installBundle("itest:" + jar.getFileName(), in);
    }
    next.start();
    Await.until("the new revision computes", () -> pipeline.status().swaps() > swaps);
    old.uninstall();
    CountDownLatch refreshed = new CountDownLatch(1);
    context
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of(old), event -> refreshed.countDown());
    assertTrue(refreshed.await(20, TimeUnit.SECONDS));
    Files.delete(jar);
    return next;
  }

  /** Class loaders still there once the collector has had its chances. */
  private long left() throws Exception {
    Await.until(
        "class loaders are collected",
        () -> {
          System.gc();
          return loaders.stream().filter(r -> r.get() != null).count() == 0;
        });
    return loaders.stream().filter(r -> r.get() != null).count();
  }

  private Bundle pi() {
    return Arrays.stream(context.getBundles())
        .filter(b -> AssembledGateway.PI.equals(b.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }
}
