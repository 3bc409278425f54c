package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StartupTest {

  private static final Duration SOON = Duration.ofMillis(5);

  private final AtomicInteger attempts = new AtomicInteger();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);
  private final AtomicInteger closed = new AtomicInteger();

  private AutoCloseable open(int failures) throws IOException {
    if (attempts.incrementAndGet() <= failures) {
      failed.countDown();
      throw new IOException("store db.example cannot be opened: nobody is there");
    }
    return closed::incrementAndGet;
  }

  private static void await(CountDownLatch latch) throws Exception {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatIsNotThereIsTriedAgainUntilItIs() throws Exception {
    try (Startup<AutoCloseable> startup =
        new Startup<>(() -> open(3), part -> opened.countDown(), SOON)) {
      await(opened);
      assertThat(startup.opened()).isPresent();
      assertThat(attempts).hasValue(4);
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void whileItIsNotThereItSaysWhy() throws Exception {
    try (Startup<AutoCloseable> startup =
        new Startup<>(() -> open(1), part -> opened.countDown(), Duration.ofHours(1))) {
      await(failed);
      while (startup.waiting().equals("the controller is starting")) {
        Thread.onSpinWait(); // between the exception and the note of it
      }
      assertThat(startup.waiting()).isEqualTo("store db.example cannot be opened: nobody is there");
      assertThat(startup.opened()).isEmpty();
    } // and does not wait for an hour
    assertThat(attempts).hasValue(1);
  }

  @Test
  void whatIsOpenedAfterTheEndIsClosed() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch ending = new CountDownLatch(1);
    Startup<AutoCloseable> startup =
        new Startup<>(
            () -> {
              began.countDown();
              try {
                await(ending);
              } catch (Exception e) {
                throw new IOException(e);
              }
              return open(0);
            },
            part -> opened.countDown(),
            SOON);
    await(began);
    Thread end = new Thread(startup::close, "requant-test-end");
    end.start();
    while (end.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait(); // until it waits for the attempt
    }
    ending.countDown();
    end.join();
    assertThat(closed).hasValue(1);
    assertThat(opened.getCount()).isEqualTo(1);
  }

  @Test
  void whatWillNeverWorkIsNotTriedAgain() throws Exception {
    CountDownLatch tried = new CountDownLatch(1);
    try (Startup<AutoCloseable> startup =
        new Startup<>(
            () -> {
              attempts.incrementAndGet();
              tried.countDown();
              throw new IllegalArgumentException("controllerId is no id");
            },
            part -> opened.countDown(),
            SOON)) {
      await(tried);
      while (startup.waiting().equals("the controller is starting")) {
        Thread.onSpinWait();
      }
      assertThat(startup.waiting()).contains("controllerId is no id");
    }
    assertThat(attempts).hasValue(1);
  }
}
