package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.StreamType;
import java.util.Map;

/**
 * Gives every FIFO behind a fork the depth that it needs.
 *
 * <p>Why what one simulated frame shows is enough: every module reads and writes blocking, so the
 * hardware is a Kahn process network, and with bounded FIFOs still one (a FIFO's free places are a
 * stream backwards). Whether such a network comes to the end of its work does not depend on who
 * waits how long. One frame gets through with the depths that it filled; the frames after it, taken
 * one at a time, do the same; hence they get through at any pace, also several at once.
 */
public final class FifoSizing {

  private static final int LEAST = 2;
  private static final int FRAMES = 3;
  private static final double GUESSED_ROWS = 2.5;

  private FifoSizing() {}

  /**
   * The same hardware with FIFOs as deep as a simulation fills them.
   *
   * @param limit most clocks of the simulation
   */
  public static Hardware size(Hardware hardware, long limit) {
    if (hardware.nodes().stream().noneMatch(FifoSizing::behindFork)) {
      return hardware;
    }
    // Several frames: so that waiting for one another costs no pace either.
    Map<String, Integer> held = CycleModel.run(hardware, FRAMES, limit).fifos();
    return hardware.map(node -> sized(node, held));
  }

  /**
   * The same hardware with FIFOs as deep as a few rows: what a search estimates with. Never to be
   * built: nothing says that it cannot stall.
   */
  public static Hardware guess(Hardware hardware) {
    return hardware.map(
        node -> {
          if (!(node instanceof Node.Fifo fifo) || !fifo.branch()) {
            return node;
          }
          StreamType type = hardware.streams().get(fifo.input());
          double rows = GUESSED_ROWS * Math.sqrt(type.pixels()) * type.beatsPerPixel();
          return fifo.withDepth((int) Math.max(LEAST, Math.min((double) type.beats(), rows)));
        });
  }

  private static boolean behindFork(Node node) {
    return node instanceof Node.Fifo fifo && fifo.branch();
  }

  private static Node sized(Node node, Map<String, Integer> held) {
    return node instanceof Node.Fifo fifo && fifo.branch()
        ? fifo.withDepth(Math.max(LEAST, held.get(fifo.name())))
        : node;
  }
}
