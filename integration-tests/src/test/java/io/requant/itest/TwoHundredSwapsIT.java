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

  /** The promise is 100 ms on a quiet machine; a build machine stalls longer by itself at times. */
  private static final long MAX_GAP_MILLIS = 400;

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
    AtomicLong worstGap = new AtomicLong();
    AtomicLong last = new AtomicLong(System.nanoTime());
    try (var subscription =
        pipeline.subscribe(
            result -> {
              long gap = result.completedNanos() - last.getAndSet(result.completedNanos());
              worstGap.accumulateAndGet(gap, Math::max);
            })) {
      for (int i = 1; i <= SWAPS; i++) {
        current = replace(current, FixtureJars.revision(original, folder, "1.0." + i));
      }
    }
    Ledger ledger = pipeline.ledger();
    assertTrue(ledger.toString(), ledger.balanced());
    assertEquals(ledger.toString(), 0, ledger.shed());
    assertTrue(pipeline.status().swaps() - swapsBefore >= SWAPS);
    long gapMillis = TimeUnit.NANOSECONDS.toMillis(worstGap.get());
    System.out.println("200 swaps: worst gap between two results " + gapMillis + " ms, " + ledger);
    assertTrue("worst gap " + gapMillis + " ms", gapMillis <= MAX_GAP_MILLIS);
    assertEquals("class loaders left behind", 0, left());
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
