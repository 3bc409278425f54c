package io.requant.backend.fpga.internal.engine;

import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/** Without any simulator: the reference's logits, and the clocks that the cycle model found. */
final class ModelSource implements FrameSource {

  private final ReferenceExecutor reference;
  private final int outputs;
  private final long latency;
  private final long interval;

  ModelSource(Program program, long latency, long interval) {
    this.reference = new ReferenceExecutor(program);
    this.outputs = program.outputSize();
    this.latency = latency;
    this.interval = interval;
  }

  @Override
  public List<Frame> run(List<byte[]> frames) {
    List<Frame> results = new ArrayList<>();
    for (byte[] frame : frames) {
      int[] logits = new int[outputs];
      reference.infer(ByteBuffer.wrap(frame), IntBuffer.wrap(logits));
      results.add(new Frame(logits, latency + results.size() * interval));
    }
    return results;
  }

  @Override
  public void close() {
    // Nothing outside the heap.
  }
}
