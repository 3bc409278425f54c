package io.requant.resources.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.ResourceLevel;
import io.requant.api.resource.ResourceMonitor.Subscription;
import io.requant.api.resource.Roofline;
import io.requant.resources.internal.device.DeviceSource;
import io.requant.resources.internal.device.Hardware;
import io.requant.resources.internal.device.OshiHardware;
import io.requant.resources.internal.device.ReplaySource;
import io.requant.resources.internal.device.Trace;
import io.requant.resources.internal.device.Trace.Point;
import io.requant.resources.internal.level.LevelKeeper;
import io.requant.resources.internal.level.LevelSettings;
import io.requant.resources.internal.level.ResourceScale;
import io.requant.resources.internal.roofline.RooflineProbe.Result;
import io.requant.resources.internal.roofline.RooflineStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LevelMonitorTest {

  private static final long SECOND = 1_000_000_000;
  private static final Roofline LINE = new Roofline(1, 1, "k", 1, Instant.EPOCH);

  @TempDir Path folder;

  @Test
  void aListenerHearsThePresentLevelAndThenEveryChange() {
    LevelMonitor monitor = monitor(new Point(0, 1, 1), new Point(10, 0.4, 1), new Point(20, 1, 1));
    List<ResourceLevel> heard = new ArrayList<>();
    Subscription subscription = monitor.subscribe(decision -> heard.add(decision.level()));
    for (int second = 0; second < 15; second++) {
      monitor.sample(second * SECOND);
    }
    assertThat(heard).containsExactly(ResourceLevel.RICH_100, ResourceLevel.MEDIUM_50);
    subscription.close();
    for (int second = 15; second < 40; second++) {
      monitor.sample(second * SECOND);
    }
    assertThat(heard).hasSize(2);
    assertThat(monitor.decision().level()).isEqualTo(ResourceLevel.RICH_100);
    assertThat(monitor.reading().cpu().orElseThrow().share()).isEqualTo(1);
  }

  @Test
  void aListenerThatFailsDoesNotKeepOthersFromHearing() {
    LevelMonitor monitor = monitor(new Point(0, 0.1, 1));
    List<LevelDecision> heard = new ArrayList<>();
    monitor.subscribe(
        decision -> {
          throw new IllegalStateException("broken listener of a test");
        });
    monitor.subscribe(heard::add);
    monitor.sample(0);
    assertThat(heard).hasSize(2);
  }

  @Test
  void beforeTheFirstReadingTheLevelIsRichAndSaysSo() {
    LevelMonitor monitor = monitor(new Point(0, 0.1, 1));
    assertThat(monitor.decision().level()).isEqualTo(ResourceLevel.RICH_100);
    assertThat(monitor.decision().sentence()).contains("nothing is measured yet");
    assertThat(monitor.reading().cpu()).isEmpty();
  }

  @Test
  void thisMachineSaysWhatItHasLeft() {
    Hardware hardware = OshiHardware.ofMachine().orElseThrow();
    long[] own = {0};
    DeviceSource source = new DeviceSource(hardware, Path.of("/"), () -> own[0], Clock.systemUTC());
    assertThat(source.read(0)).isEmpty();
    var reading = source.read(SECOND).orElseThrow();
    assertThat(reading.cpu().orElseThrow().share()).isBetween(0.0, 1.0);
    assertThat(reading.memory().orElseThrow().leftBytes()).isPositive();
    assertThat(DeviceSource.ownCpuNanos()).isPositive();
    assertThat(hardware.processorTimes()).isNotEmpty();
  }

  @Test
  void aPeriodicThreadGoesOnAfterAFailureAndEnds() throws InterruptedException {
    CountDownLatch third = new CountDownLatch(3);
    PeriodicThread thread =
        new PeriodicThread(
            "requant-test",
            Duration.ZERO,
            Duration.ofMillis(1),
            () -> {
              third.countDown();
              throw new IllegalStateException("failing task of a test");
            });
    assertThat(third.await(5, TimeUnit.SECONDS)).isTrue();
    thread.close();
    for (Thread running : Thread.getAllStackTraces().keySet()) {
      if (running.getName().equals("requant-test")) {
        running.join(5_000);
        assertThat(running.isAlive()).isFalse();
      }
    }
  }

  @Test
  void aRooflineIsMeasuredOnceAndThenKnown() throws InterruptedException {
    BlockingQueue<Roofline> results = new ArrayBlockingQueue<>(2);
    Optional<RooflineStore> store = Optional.of(new RooflineStore(folder));
    RooflineTask first =
        new RooflineTask(
            Duration.ofHours(1), store, "here", () -> new Result(LINE, true), results::add);
    first.hurry();
    assertThat(results.poll(5, TimeUnit.SECONDS)).isEqualTo(LINE);
    first.close();
    RooflineTask second =
        new RooflineTask(
            Duration.ZERO,
            store,
            "here",
            () -> {
              throw new IllegalStateException("measured twice");
            },
            results::add);
    assertThat(results.poll(5, TimeUnit.SECONDS)).isEqualTo(LINE);
    second.close();
  }

  @Test
  void aRooflineThatWasDisturbedServesButIsNotStored() throws InterruptedException {
    BlockingQueue<Roofline> results = new ArrayBlockingQueue<>(1);
    RooflineStore store = new RooflineStore(folder);
    RooflineTask task =
        new RooflineTask(
            Duration.ZERO, Optional.of(store), "here", () -> new Result(LINE, false), results::add);
    assertThat(results.poll(5, TimeUnit.SECONDS)).isEqualTo(LINE);
    task.close();
    assertThat(store.load("here")).isEmpty();
  }

  @Test
  void aRooflineThatStillWaitsEndsAtOnce() {
    RooflineTask task =
        new RooflineTask(
            Duration.ofHours(1),
            Optional.empty(),
            "here",
            () -> new Result(LINE, true),
            measured -> {
              throw new IllegalStateException("not wanted");
            });
    long start = System.nanoTime();
    task.close();
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(2).toNanos());
  }

  private static LevelMonitor monitor(Point... points) {
    ResourceScale scale = ResourceScale.DEFAULT;
    return new LevelMonitor(
        new ReplaySource(
            "test", new Trace(List.of(points)), scale.enoughMemoryBytes(), Instant.EPOCH),
        new LevelKeeper(
            scale, new LevelSettings(0.04, Duration.ofSeconds(5), Duration.ofMillis(100))),
        Instant.EPOCH);
  }
}
