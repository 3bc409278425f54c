package io.requant.pipeline.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.ShedReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameLedgerTest {

  @Test
  void countsEveryFateByItself() {
    FrameLedger ledger = new FrameLedger();
    for (int i = 0; i < 5; i++) {
      ledger.entered();
    }
    ledger.inferred();
    ledger.shed(ShedReason.OVERLOAD);
    ledger.shed(ShedReason.OVERLOAD);
    ledger.shed(ShedReason.SHUTDOWN);
    assertThat(ledger.snapshot())
        .isEqualTo(new Ledger(5, 1, Map.of(ShedReason.OVERLOAD, 2L, ShedReason.SHUTDOWN, 1L), 1));
  }

  @Test
  void refusesToSettleAFrameTwice() {
    FrameLedger ledger = new FrameLedger();
    ledger.entered();
    ledger.inferred();
    assertThatThrownBy(() -> ledger.shed(ShedReason.OVERLOAD))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ledger.snapshot().balanced()).isTrue();
  }

  @Test
  void balancesInEverySnapshotThatIsTakenWhileFramesComeAndGo() throws InterruptedException {
    FrameLedger ledger = new FrameLedger();
    int each = 100_000;
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int number = t;
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  ledger.entered();
                  if (i % 3 == number) {
                    ledger.shed(ShedReason.OVERLOAD);
                  } else {
                    ledger.inferred();
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    Ledger last = ledger.snapshot();
    while (threads.stream().anyMatch(Thread::isAlive)) {
      Ledger now = ledger.snapshot();
      assertThat(now.balanced()).as("%s", now).isTrue();
      assertThat(now.inFlight()).isBetween(0L, 2L);
      assertThat(now.in()).isGreaterThanOrEqualTo(last.in());
      last = now;
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ledger.snapshot().in()).isEqualTo(2L * each);
    assertThat(ledger.snapshot().inFlight()).isZero();
  }
}
