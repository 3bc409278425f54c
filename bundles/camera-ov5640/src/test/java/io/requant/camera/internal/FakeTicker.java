package io.requant.camera.internal;

/** Time that passes only where it is waited for. */
final class FakeTicker implements Ticker {

  private long now;
  private int parks;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized void park(long nanos) {
    now += nanos;
    parks++;
  }

  synchronized void pass(long nanos) {
    now += nanos;
  }

  synchronized int parks() {
    return parks;
  }
}
