package io.requant.backend.fpga.internal.engine;

import io.requant.backend.fpga.internal.sim.Frame;
import java.util.List;

/** What computes the frames of an engine. */
interface FrameSource extends AutoCloseable {

  /** Runs frames: bytes in, logits and clocks out, in order. */
  List<Frame> run(List<byte[]> frames);

  @Override
  void close();
}
