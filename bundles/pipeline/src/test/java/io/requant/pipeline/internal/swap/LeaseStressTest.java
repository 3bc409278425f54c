package io.requant.pipeline.internal.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.FakeBackend;
import io.requant.pipeline.internal.TestModel;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class LeaseStressTest {

  private static final int THREADS = 4;
  private static final int SWAPS = 200;
  private static final int CALLS_A_PERMIT = 1_500;

  private static final class Watched implements Engine {
    private final LongAdder calls = new LongAdder();
    private final LongAdder callsAfterClose = new LongAdder();
    private final AtomicInteger closes = new AtomicInteger();

    @Override
    public void infer(ByteBuffer input, IntBuffer logits) {
      if (closes.get() > 0) {
        callsAfterClose.increment();
      }
      calls.increment();
      if (closes.get() > 0) {
        callsAfterClose.increment();
      }
    }

    @Override
    public EngineInfo info() {
      Policy policy = TestModel.policy("w8a8");
      return new EngineInfo("a", "test", "tiny", policy.name(), policy.digest(), 0);
    }

    @Override
    public void close() {
      closes.incrementAndGet();
    }
  }

  @Test
  void overTwoHundredSwapsNoCallIsLostNoneComesAfterCloseAndEveryEngineIsClosedOnce()
      throws InterruptedException {
    FakeBackend backend = new FakeBackend("a");
    BackendEntry entry = new BackendRegistry("").bind(backend, backend.properties(0, 1));
    EngineSwitch engines = new EngineSwitch(there -> {});
    Retirement retirement =
        new Retirement(
            () -> Duration.ofSeconds(10),
            slot -> {
              throw new AssertionError("a call hangs in " + slot);
            },
            engines::retired);
    List<Watched> made = new ArrayList<>();
    exchange(engines, retirement, entry, made);

    AtomicBoolean stop = new AtomicBoolean();
    LongAdder attempts = new LongAdder();
    LongAdder refused = new LongAdder();
    Semaphore progress = new Semaphore(0);
    List<Thread> callers = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      Thread caller =
          new Thread(
              () -> {
                while (!stop.get()) {
                  for (int i = 0; i < CALLS_A_PERMIT; i++) {
                    call(engines, refused);
                  }
                  attempts.add(CALLS_A_PERMIT);
                  progress.release();
                }
              });
      callers.add(caller);
      caller.start();
    }
    for (int swap = 0; swap < SWAPS; swap++) {
      assertThat(progress.tryAcquire(THREADS, 60, TimeUnit.SECONDS)).isTrue();
      exchange(engines, retirement, entry, made);
    }
    stop.set(true);
    for (Thread caller : callers) {
      caller.join();
    }
    engines.detach(entry, false).forEach(retirement::retire);

    assertThat(refused.sum()).as("calls that found no engine").isZero();
    assertThat(made.stream().mapToLong(engine -> engine.calls.sum()).sum())
        .as("every call reached an engine")
        .isEqualTo(attempts.sum())
        .isGreaterThanOrEqualTo((long) SWAPS * THREADS * CALLS_A_PERMIT);
    assertThat(made).hasSize(SWAPS + 1);
    assertThat(made)
        .allSatisfy(
            engine -> {
              assertThat(engine.closes.get()).isEqualTo(1);
              assertThat(engine.callsAfterClose.sum()).isZero();
            });
  }

  private static void call(EngineSwitch engines, LongAdder refused) {
    Lease lease = engines.acquire();
    if (lease == null) {
      refused.increment();
      return;
    }
    try (lease) {
      lease.slot().engine().infer(null, null);
    }
  }

  private static void exchange(
      EngineSwitch engines, Retirement retirement, BackendEntry entry, List<Watched> made) {
    Watched engine = new Watched();
    made.add(engine);
    EngineSlot slot = new EngineSlot(engine, engine.info(), entry, TestModel.policy("w8a8"));
    assertThat(engines.exchange(slot, 0, none -> false, retirement::retire)).isTrue();
    // No way back here: the engine before is closed at once, under full load.
    engines.shelve(0, none -> false).forEach(retirement::retire);
  }
}
