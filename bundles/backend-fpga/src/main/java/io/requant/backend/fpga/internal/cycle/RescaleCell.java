package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Node;

/** rq_rescale. */
final class RescaleCell implements Cell {

  private final Wires wires;
  private final Node.Rescale node;
  private final ScaleStage scale;

  RescaleCell(Wires wires, Node.Rescale node) {
    this.wires = wires;
    this.node = node;
    this.scale = new ScaleStage(node.scaling());
  }

  private boolean moves() {
    return scale.takes(wires.ready[node.output()]);
  }

  private boolean both() {
    return wires.valid[node.input()] && (node.residual() < 0 || wires.valid[node.residual()]);
  }

  @Override
  public void offer() {
    wires.valid[node.output()] = scale.offers();
  }

  @Override
  public void accept() {
    if (node.residual() >= 0) {
      wires.ready[node.residual()] = moves() && wires.valid[node.input()];
    }
    wires.ready[node.input()] = moves() && (node.residual() < 0 || wires.valid[node.residual()]);
  }

  @Override
  public void clock() {
    scale.clock(moves() && both(), wires.ready[node.output()]);
  }
}
