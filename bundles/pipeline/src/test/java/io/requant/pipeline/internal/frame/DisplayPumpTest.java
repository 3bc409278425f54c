package io.requant.pipeline.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Display;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.InferenceResult.RankedClass;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.pipeline.internal.Rig;
import io.requant.pipeline.internal.TestModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisplayPumpTest {

  private static final PipelineStatus STATUS =
      new PipelineStatus(
          Optional.empty(), "w8a8", List.of(), new Ledger(0, 0, Map.of(), 0), 0, 0, 0, 0, 0);

  private final AtomicLong now = new AtomicLong();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<Long> shown = new CopyOnWriteArrayList<>();
  private final Display good = (result, status) -> shown.add(result.frame().id());
  private DisplayPump pump;

  @BeforeEach
  void start() {
    pump = new DisplayPump(() -> STATUS, () -> Duration.ofSeconds(1), now::get);
    pump.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    pump.close();
  }

  private static InferenceResult result(long id) {
    EngineInfo engine = new EngineInfo("a", "p", "n", "w8a8", TestModel.policy("w8a8").digest(), 0);
    return new InferenceResult(
        TestModel.frame(id, 0), List.of(new RankedClass(0, "zero", 1)), engine, 0, 0, 0);
  }

  private void awaitShown(long id) {
    Rig.await("result " + id, () -> shown.contains(id));
  }

  @Test
  void aSlowDisplayIsShownTheNewestResultOnly() {
    CountDownLatch busy = new CountDownLatch(1);
    pump.add(
        (result, status) -> {
          shown.add(result.frame().id());
          busy.countDown();
          Rig.hangUntil(release);
        });
    pump.completed(result(0));
    Rig.await("the display to be busy", () -> busy.getCount() == 0);
    for (int id = 1; id <= 100; id++) {
      pump.completed(result(id));
    }
    release.countDown();
    awaitShown(100);
    assertThat(shown).containsExactly(0L, 100L);
  }

  @Test
  void aDisplayThatThrowsDoesNotHarmTheOthersAndIsAskedAgain() {
    List<Long> asked = new CopyOnWriteArrayList<>();
    pump.add(
        (result, status) -> {
          asked.add(result.frame().id());
          throw new NoClassDefFoundError("gone");
        });
    pump.add(good);
    pump.completed(result(1));
    awaitShown(1);
    pump.completed(result(2));
    awaitShown(2);
    assertThat(asked).containsExactly(1L, 2L);
  }

  @Test
  void aDisplayThatHangsIsLeftBehindAndTheOthersGoOn() {
    CountDownLatch hanging = new CountDownLatch(1);
    pump.add(
        (result, status) -> {
          hanging.countDown();
          Rig.hangUntil(release);
        });
    pump.add(good);
    pump.completed(result(1));
    Rig.await("the display to hang", () -> hanging.getCount() == 0);
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    pump.tick();
    pump.completed(result(2));
    awaitShown(2);
    release.countDown();
    pump.completed(result(3));
    awaitShown(3);
    assertThat(shown).as("the thread left behind shows nothing").containsExactly(2L, 3L);
  }

  @Test
  void aDisplayThatIsRemovedIsNotCalledAnyMore() {
    pump.add(good);
    pump.completed(result(1));
    awaitShown(1);
    pump.remove(good);
    List<Long> other = new CopyOnWriteArrayList<>();
    pump.add((result, status) -> other.add(result.frame().id()));
    pump.completed(result(2));
    Rig.await("the other display", () -> other.contains(2L));
    assertThat(shown).containsExactly(1L);
  }
}
