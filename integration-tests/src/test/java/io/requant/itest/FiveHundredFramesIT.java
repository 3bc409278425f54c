package io.requant.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/**
 * ResNet20 changes between two policies again and again while a camera gives 500 frames a second.
 *
 * <p>A virtual machine is late now and then whatever it runs, so frames late through switches are
 * held against those that are late in the same time without any. An engine that were made on the
 * frame path, or a pause at the exchange, would be a late frame for every switch.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FiveHundredFramesIT {

  private static final int RATE = 500;

  /** A frame is late if its result is not there when the next one comes. */
  private static final long DEADLINE_NANOS = 1_000_000_000L / RATE;

  private static final int SWITCHES = Integer.getInteger("switches", 40);
  private static final int WARMING = 20;
  private static final int FRAMES_BETWEEN = 50;

  /**
   * With as many processors as threads that have something to do, the one that makes engines can
   * keep the frames' from its processor for a moment, about once in three switches.
   */
  private static final int MOST_MORE = SWITCHES / 2;

  /** Above it the machine is busy with something else, and says nothing about single frames. */
  private static final double BUSY = 0.02;

  private static final ShadowGates GATES =
      new ShadowGates(8, 0.5, Duration.ofSeconds(1), Duration.ofSeconds(5));

  @Inject private Pipeline pipeline;

  @Configuration
  public Option[] gateway() throws Exception {
    return AssembledGateway.examOfResNet20("five-hundred-frames", RATE, 512);
  }

  @Test
  public void noMoreOfThemAreLateThroughSwitchesThanWithoutAny() throws Exception {
    switches(WARMING);
    Lateness switching;
    Lateness calm;
    try (MachineStalls machine = new MachineStalls()) {
      Await.until("the machine is watched", machine::ready);
      long start = System.nanoTime();
      switching = watch(machine, () -> switches(SWITCHES));
      long took = System.nanoTime() - start;
      calm = watch(machine, () -> TimeUnit.NANOSECONDS.sleep(took));
    }
    Ledger ledger = pipeline.ledger();
    String said = "%d switches: %s; without: %s".formatted(SWITCHES, switching, calm);
    System.out.println(said);
    assertTrue(ledger.toString(), ledger.balanced());
    assertEquals(ledger.toString(), 0, ledger.shed());
    assertEquals(ledger.toString(), 0, ledger.lost());
    if (switching.withheld() < BUSY && calm.withheld() < BUSY) {
      assertTrue(said, switching.late() <= calm.late() + MOST_MORE);
    }
  }

  private void switches(int count) throws Exception {
    List<Policy> policies = List.of(policy("w4a4"), policy("w8a8"));
    for (int i = 0; i < count; i++) {
      Activation activation =
          pipeline.activate(policies.get(i % 2), GATES).get(20, TimeUnit.SECONDS);
      assertEquals(activation.toString(), Activation.Outcome.ACTIVE, activation.outcome());
      long frames = pipeline.ledger().inferred() + FRAMES_BETWEEN;
      Await.until("frames are inferred", () -> pipeline.ledger().inferred() >= frames);
    }
  }

  private Policy policy(String name) {
    return pipeline.policies().stream()
        .filter(policy -> policy.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private interface Work {
    void run() throws Exception;
  }

  private Lateness watch(MachineStalls machine, Work work) throws Exception {
    Queue<Passage> frames = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    try (var subscription = pipeline.subscribe(result -> frames.add(Passage.of(result)))) {
      work.run();
    }
    long end = System.nanoTime();
    Await.until("the machine is known up to the end", () -> machine.knows(end));
    List<Long> own = frames.stream().map(frame -> frame.own(machine)).toList();
    return new Lateness(
        own.size(),
        own.stream().filter(nanos -> nanos > DEADLINE_NANOS).count(),
        own.stream().mapToLong(Long::longValue).max().orElseThrow() / 1e6,
        (double) machine.between(start, end) / (end - start));
  }

  /** From the last byte of a frame to its result. */
  private record Passage(long came, long done) {

    static Passage of(InferenceResult result) {
      return new Passage(result.frame().nanos(), result.completedNanos());
    }

    long own(MachineStalls machine) {
      return done - came - machine.between(came, done);
    }
  }

  /**
   * What was seen, without what the machine withheld.
   *
   * @param withheld share of the time that it withheld
   */
  private record Lateness(int frames, long late, double worstMillis, double withheld) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d of %d frames late, the worst after %.1f ms (machine withheld %.1f %%)",
          late,
          frames,
          worstMillis,
          withheld * 100);
    }
  }
}
