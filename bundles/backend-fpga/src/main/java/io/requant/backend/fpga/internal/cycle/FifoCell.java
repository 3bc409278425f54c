package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Node;

/** rq_fifo. */
final class FifoCell implements Cell {

  private final Wires wires;
  private final Node.Fifo node;
  private int count;
  private int most;
  private boolean full;

  FifoCell(Wires wires, Node.Fifo node) {
    this.wires = wires;
    this.node = node;
  }

  @Override
  public void offer() {
    wires.valid[node.output()] = full;
  }

  @Override
  public void accept() {
    wires.ready[node.input()] = count < node.depth();
  }

  @Override
  public void clock() {
    boolean refill = count != 0 && (!full || wires.ready[node.output()]);
    if (refill) {
      full = true;
    } else if (wires.ready[node.output()]) {
      full = false;
    }
    if (wires.moves(node.input())) {
      count++;
    }
    if (refill) {
      count--;
    }
    most = Math.max(most, count);
  }

  Node.Fifo node() {
    return node;
  }

  /** Most beats that its memory has held. */
  int mostHeld() {
    return most;
  }
}
