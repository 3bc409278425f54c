package io.requant.camera.internal;

import java.util.concurrent.locks.LockSupport;

/** The time, and waiting for it. */
interface Ticker {

  /** The machine's. */
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void park(long nanos) {
          LockSupport.parkNanos(this, nanos);
        }
      };

  /** Nanoseconds since an origin that never changes. */
  long nanoTime();

  /** Waits at most so long; may return early. */
  void park(long nanos);
}
