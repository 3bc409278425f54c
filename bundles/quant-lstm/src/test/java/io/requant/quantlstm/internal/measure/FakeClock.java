package io.requant.quantlstm.internal.measure;

/** A clock that only work and sleep move. */
final class FakeClock implements DeviceClock {

  private long now = 1_000_000_007L;
  private long used = 5;

  /** Processor time is used. */
  void work(long nanos) {
    now += nanos;
    used += nanos;
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public long threadNanos() {
    return used;
  }

  @Override
  public long processNanos() {
    return used;
  }

  @Override
  public void sleep(long nanos) {
    now += Math.max(0, nanos);
  }
}
