package io.requant.backend.pi.internal.jni;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Owns the native memory of one plan and frees it once. */
final class NativePlan {

  private final AtomicLong handle;
  private final long bytes;
  private final int sparseLayers;
  private final long predictedPicoseconds;

  /**
   * Builds a plan.
   *
   * @param inputs bytes of an input
   * @param outputs number of logits
   */
  NativePlan(NativeUnit unit, SerialPlan serial, int inputs, int outputs) {
    long created =
        NativeLibrary.create(unit.index(), serial.bytes(), serial.size(), inputs, outputs);
    handle = new AtomicLong(created);
    bytes = NativeLibrary.bytes(created);
    sparseLayers = NativeLibrary.sparse(created);
    predictedPicoseconds = NativeLibrary.predicted(created);
  }

  /** Native bytes that it uses, or used, those that it shares with other plans included. */
  long bytes() {
    return bytes;
  }

  /** Convolutions that skip zeros. */
  int sparseLayers() {
    return sparseLayers;
  }

  /** What its convolutions of bytes are predicted to take on the machine of {@code choose.h}. */
  long predictedPicoseconds() {
    return predictedPicoseconds;
  }

  boolean isFreed() {
    return handle.get() == 0;
  }

  /** Computes; buffers as {@link NativeLibrary#infer} wants them. The plan is not freed. */
  void infer(ByteBuffer input, int at, IntBuffer logits) {
    NativeLibrary.infer(handle.get(), input, at, logits);
  }

  /**
   * Frees the memory, the first time it is called.
   *
   * @return whether there was anything to free
   */
  boolean free() {
    long freed = handle.getAndSet(0);
    if (freed != 0) {
      NativeLibrary.free(freed);
    }
    return freed != 0;
  }
}
