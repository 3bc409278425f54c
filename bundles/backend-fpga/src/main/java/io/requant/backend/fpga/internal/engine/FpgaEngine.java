package io.requant.backend.fpga.internal.engine;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.sim.Frame;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;

/** Streaming hardware in a simulator as an engine. */
public final class FpgaEngine implements Engine {

  private final EngineInfo info;
  private final Found found;
  private final int inputSize;
  private final int outputSize;
  private final FrameSource source;
  private boolean closed;

  FpgaEngine(EngineInfo info, Found found, int inputSize, int outputSize, FrameSource source) {
    this.info = info;
    this.found = found;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    this.source = source;
  }

  @Override
  public void infer(ByteBuffer input, IntBuffer logits) {
    check("input", input.remaining(), inputSize);
    check("logits", logits.remaining(), outputSize);
    byte[] frame = new byte[inputSize];
    input.get(input.position(), frame);
    logits.put(logits.position(), run(List.of(frame)).get(0).logits(), 0, outputSize);
  }

  /**
   * Runs several frames back to back, as they come from a camera.
   *
   * @param frames bytes of each
   */
  public List<Frame> run(List<byte[]> frames) {
    if (closed) {
      throw new IllegalStateException("the engine of '" + info.network() + "' is closed");
    }
    return source.run(frames);
  }

  private void check(String what, int remaining, int needed) {
    if (remaining < needed) {
      throw new IllegalArgumentException(
          "%s buffer has %d elements remaining; network '%s' needs %d"
              .formatted(what, remaining, info.network(), needed));
    }
  }

  /** The hardware with its figures. */
  public Found found() {
    return found;
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public void close() {
    closed = true;
    source.close();
  }
}
