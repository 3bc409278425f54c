package io.requant.itest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for conditions that have no event to wait on. */
final class Await {

  private static final long LIMIT_SECONDS = 20;

  private Await() {}

  /** Waits until a condition holds; fails with its description after 20 s. */
  static void until(String what, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("waited " + LIMIT_SECONDS + " s until " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
