package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.Windowed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Steps the handshakes of some hardware, clock by clock, without its data: tells exactly when every
 * frame leaves the RTL, which a formula does not.
 *
 * <p>Not thread-safe; one instance per run.
 */
public final class CycleModel {

  /**
   * What a run showed.
   *
   * @param frames clocks from the start until each frame has left
   * @param fifos most beats that each FIFO's memory held, by name
   */
  public record Run(List<Long> frames, Map<String, Integer> fifos) {

    /** Clocks of one frame alone, from its first beat to its last logit. */
    public long latency() {
      return frames.get(0);
    }

    /** Clocks between the last two frames: the steady pace, if there were enough frames. */
    public long interval() {
      int n = frames.size();
      return n < 2 ? latency() : frames.get(n - 1) - frames.get(n - 2);
    }
  }

  private final Hardware hardware;
  private final Wires wires;
  private final Cell[] cells;

  private CycleModel(Hardware hardware) {
    this.hardware = hardware;
    this.wires = new Wires(hardware.streams().size());
    this.cells = hardware.nodes().stream().map(this::cell).toArray(Cell[]::new);
  }

  /**
   * Runs frames that come back to back.
   *
   * @param frames how many, at least 1
   * @param limit most clocks
   * @throws StalledException if the limit is reached: the hardware waits for itself, or is too slow
   */
  public static Run run(Hardware hardware, int frames, long limit) {
    return new CycleModel(hardware).run(frames, limit);
  }

  private Cell cell(Node node) {
    if (node instanceof Windowed windowed) {
      return new WindowCell(wires, windowed);
    }
    if (node instanceof Node.Fifo fifo) {
      return new FifoCell(wires, fifo);
    }
    if (node instanceof Node.Fork fork) {
      return new ForkCell(wires, fork);
    }
    if (node instanceof Node.Narrow narrow) {
      return new NarrowCell(wires, narrow);
    }
    if (node instanceof Node.Widen widen) {
      return new WidenCell(wires, widen);
    }
    if (node instanceof Node.ChannelPad pad) {
      return new PadCell(wires, pad);
    }
    return node instanceof Node.Global global
        ? new GlobalCell(wires, global)
        : new RescaleCell(wires, (Node.Rescale) node);
  }

  private Run run(int frames, long limit) {
    long toSend = frames * hardware.inputType().beats();
    long beatsOut = hardware.outputType().beats();
    long received = 0;
    List<Long> ends = new ArrayList<>();
    for (long clock = 0; ends.size() < frames; clock++) {
      if (clock == limit) {
        throw new StalledException(
            "'%s': %d of %d frames after %d clocks"
                .formatted(hardware.name(), ends.size(), frames, limit));
      }
      wires.valid[hardware.input()] = toSend > 0;
      for (Cell cell : cells) {
        cell.offer();
      }
      wires.ready[hardware.output()] = true;
      for (int c = cells.length - 1; c >= 0; c--) {
        cells[c].accept();
      }
      if (wires.moves(hardware.input())) {
        toSend--;
      }
      if (wires.valid[hardware.output()] && ++received % beatsOut == 0) {
        ends.add(clock + 1);
      }
      for (Cell cell : cells) {
        cell.clock();
      }
    }
    Map<String, Integer> fifos = new HashMap<>();
    for (Cell cell : cells) {
      if (cell instanceof FifoCell fifo) {
        fifos.put(fifo.node().name(), fifo.mostHeld());
      }
    }
    return new Run(List.copyOf(ends), Map.copyOf(fifos));
  }
}
