package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Node;

/** rq_widen. */
final class WidenCell implements Cell {

  private final Wires wires;
  private final Node.Widen node;
  private boolean full;
  private int slot;
  private int beat;

  WidenCell(Wires wires, Node.Widen node) {
    this.wires = wires;
    this.node = node;
  }

  @Override
  public void offer() {
    wires.valid[node.output()] = full;
  }

  @Override
  public void accept() {
    wires.ready[node.input()] = !full || wires.ready[node.output()];
  }

  @Override
  public void clock() {
    if (wires.moves(node.input())) {
      boolean endsPixel = beat == node.beats() - 1;
      full = endsPixel || slot == node.ratio() - 1;
      slot = full ? 0 : slot + 1;
      beat = endsPixel ? 0 : beat + 1;
    } else if (wires.ready[node.output()]) {
      full = false;
    }
  }
}
