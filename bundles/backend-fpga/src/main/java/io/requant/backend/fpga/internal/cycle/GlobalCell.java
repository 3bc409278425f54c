package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Node;

/** rq_global. */
final class GlobalCell implements Cell {

  private final Wires wires;
  private final Node.Global node;
  private final Pipeline scale = new Pipeline(Node.SCALE_LATENCY);
  private int word;
  private int pixel;

  GlobalCell(Wires wires, Node.Global node) {
    this.wires = wires;
    this.node = node;
  }

  private boolean moves() {
    return !scale.last() || wires.ready[node.output()];
  }

  private boolean lastPixel() {
    return pixel == node.pixels() - 1;
  }

  @Override
  public void offer() {
    wires.valid[node.output()] = scale.last();
  }

  @Override
  public void accept() {
    wires.ready[node.input()] = !lastPixel() || moves();
  }

  @Override
  public void clock() {
    boolean push = wires.moves(node.input());
    if (moves()) {
      scale.move(push && lastPixel());
    }
    if (push) {
      boolean ends = word == node.words() - 1;
      word = ends ? 0 : word + 1;
      if (ends) {
        pixel = lastPixel() ? 0 : pixel + 1;
      }
    }
  }
}
