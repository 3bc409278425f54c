package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Node;

/** rq_channel_pad. */
final class PadCell implements Cell {

  private final Wires wires;
  private final Node.ChannelPad node;
  private int beat;

  PadCell(Wires wires, Node.ChannelPad node) {
    this.wires = wires;
    this.node = node;
  }

  @Override
  public void offer() {
    wires.valid[node.output()] = wires.valid[node.input()] || beat >= node.before() + node.beats();
  }

  @Override
  public void accept() {
    boolean inner = beat >= node.before() && beat < node.before() + node.beats();
    wires.ready[node.input()] = inner && wires.ready[node.output()];
  }

  @Override
  public void clock() {
    if (wires.moves(node.output())) {
      beat = beat == node.before() + node.beats() + node.after() - 1 ? 0 : beat + 1;
    }
  }
}
