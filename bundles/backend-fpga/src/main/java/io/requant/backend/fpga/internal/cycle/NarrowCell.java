package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Node;

/** rq_narrow. */
final class NarrowCell implements Cell {

  private final Wires wires;
  private final Node.Narrow node;
  private boolean full;
  private int left;
  private int beat;

  NarrowCell(Wires wires, Node.Narrow node) {
    this.wires = wires;
    this.node = node;
  }

  @Override
  public void offer() {
    wires.valid[node.output()] = full;
  }

  @Override
  public void accept() {
    wires.ready[node.input()] = !full || (wires.ready[node.output()] && left == 0);
  }

  @Override
  public void clock() {
    if (wires.moves(node.input())) {
      full = true;
      boolean ends = beat == node.beats() - 1;
      left = (ends ? node.last() : node.ratio()) - 1;
      beat = ends ? 0 : beat + 1;
    } else if (full && wires.ready[node.output()]) {
      if (left == 0) {
        full = false;
      } else {
        left--;
      }
    }
  }
}
