package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Node;

/** rq_fork. */
final class ForkCell implements Cell {

  private final Wires wires;
  private final Node.Fork node;
  private final boolean[] done;

  ForkCell(Wires wires, Node.Fork node) {
    this.wires = wires;
    this.node = node;
    this.done = new boolean[node.outputs().size()];
  }

  @Override
  public void offer() {
    for (int i = 0; i < done.length; i++) {
      wires.valid[node.outputs().get(i)] = wires.valid[node.input()] && !done[i];
    }
  }

  @Override
  public void accept() {
    boolean all = true;
    for (int i = 0; i < done.length; i++) {
      all &= done[i] || wires.ready[node.outputs().get(i)];
    }
    wires.ready[node.input()] = all;
  }

  @Override
  public void clock() {
    boolean leaves = wires.moves(node.input());
    for (int i = 0; i < done.length; i++) {
      done[i] = !leaves && (done[i] || wires.moves(node.outputs().get(i)));
    }
  }
}
