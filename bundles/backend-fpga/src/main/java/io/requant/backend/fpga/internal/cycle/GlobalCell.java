package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Node;

/** rq_global. */
final class GlobalCell implements Cell {

  private final Wires wires;
  private final Node.Global node;
  private final ScaleStage scale;
  private int word;
  private int pixel;

  GlobalCell(Wires wires, Node.Global node) {
    this.wires = wires;
    this.node = node;
    this.scale = new ScaleStage(node.scaling());
  }

  private boolean moves() {
    return scale.takes(wires.ready[node.output()]);
  }

  private boolean lastPixel() {
    return pixel == node.pixels() - 1;
  }

  @Override
  public void offer() {
    wires.valid[node.output()] = scale.offers();
  }

  @Override
  public void accept() {
    wires.ready[node.input()] = !lastPixel() || moves();
  }

  @Override
  public void clock() {
    boolean push = wires.moves(node.input());
    scale.clock(push && lastPixel(), wires.ready[node.output()]);
    if (push) {
      boolean ends = word == node.words() - 1;
      word = ends ? 0 : word + 1;
      if (ends) {
        pixel = lastPixel() ? 0 : pixel + 1;
      }
    }
  }
}
