package io.requant.backend.pi.internal.jni;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** Runs a plan: one call into C per inference, on the caller's thread. */
public final class NativeEngine implements Engine {

  private final EngineInfo info;
  private final NativePlan plan;
  private final int inputSize;
  private final int outputSize;
  private final IntBuffer results;

  NativeEngine(EngineInfo info, NativePlan plan, int inputSize, int outputSize) {
    this.info = info;
    this.plan = plan;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    results =
        ByteBuffer.allocateDirect(Integer.BYTES * outputSize)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
  }

  @Override
  public void infer(ByteBuffer input, IntBuffer logits) {
    if (plan.isFreed()) {
      throw new IllegalStateException("the engine of '" + info.network() + "' is closed");
    }
    check("input", input.remaining(), inputSize);
    check("logits", logits.remaining(), outputSize);
    if (!input.isDirect()) {
      throw new IllegalArgumentException(
          "input buffer of network '" + info.network() + "' is not direct");
    }
    plan.infer(input, input.position(), results);
    int at = logits.position();
    for (int i = 0; i < outputSize; i++) {
      logits.put(at + i, results.get(i));
    }
  }

  private void check(String what, int remaining, int needed) {
    if (remaining < needed) {
      throw new IllegalArgumentException(
          "%s buffer has %d elements remaining; network '%s' needs %d"
              .formatted(what, remaining, info.network(), needed));
    }
  }

  /** What its convolutions of bytes are predicted to take on the machine of {@code choose.h}. */
  public long predictedPicoseconds() {
    return plan.predictedPicoseconds();
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public void close() {
    plan.free();
  }
}
