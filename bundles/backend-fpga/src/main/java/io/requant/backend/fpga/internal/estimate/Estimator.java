package io.requant.backend.fpga.internal.estimate;

import io.requant.backend.fpga.internal.estimate.Device.Family;
import io.requant.backend.fpga.internal.plan.Folding;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.Numbers;
import io.requant.backend.fpga.internal.plan.Ring;
import io.requant.backend.fpga.internal.plan.Scaling;
import io.requant.backend.fpga.internal.plan.Windowed;

/**
 * Cells that hardware will take, from its shapes alone. Multipliers and block memories are counted;
 * coefficients of tables and flip-flops were fitted to yosys' results module by module (see the
 * bundle's README).
 */
public final class Estimator {

  private final Family family;

  /** Estimates for a family of devices. */
  public Estimator(Family family) {
    this.family = family;
  }

  /** All of some hardware. */
  public Resources of(Hardware hardware) {
    Resources sum = Resources.NONE;
    for (Node node : hardware.nodes()) {
      sum = sum.plus(of(node));
    }
    return sum.plus(new Resources(150, 114, 0, 0)); // the controller
  }

  /** One module. */
  public Resources of(Node node) {
    if (node instanceof Windowed.Conv c) {
      int x = c.ring().bits() + (c.signed() ? 0 : 1);
      Resources element =
          multiply(x, c.weightBits(), c.dsp())
              .times(c.simd())
              .plus(sums(c.simd(), x + c.weightBits(), c.accBits(), c.dsp()))
              .plus(new Resources(c.accBits(), c.accBits() * sumRegisters(c.dsp()), 0, 0));
      return window(c)
          .plus(element.times(c.pe()).plus(new Resources(3, 6, 0, 0)))
          .plus(weights(c.weightWidth(), c.weightWords()))
          .plus(serializer(c, c.accBits()))
          .plus(scaling(c.scaling(), c.lanes()));
    }
    if (node instanceof Windowed.Channelwise c) {
      int x = c.ring().bits() + (c.signed() ? 0 : 1);
      Resources lane = new Resources(c.accBits(), c.accBits(), 0, 0);
      Resources array = window(c).plus(new Resources(3, 3, 0, 0));
      if (c.weights() == null) {
        lane = lane.plus(new Resources(0, x, 0, 0));
      } else {
        lane = lane.plus(multiply(x, c.weightBits(), c.dsp()));
        array = array.plus(weights(c.weightWidth(), c.weightWords()));
      }
      return array
          .plus(lane.times(c.ring().lanes()))
          .plus(serializer(c, c.accBits()))
          .plus(scaling(c.scaling(), c.lanes()));
    }
    if (node instanceof Windowed.Maximum m) {
      int bits = m.ring().bits() + 1;
      double lanes = m.ring().lanes();
      return window(m)
          .plus(new Resources(lanes * bits * 1.5, lanes * bits * 2, 0, 0))
          .plus(serializer(m, bits));
    }
    if (node instanceof Node.Global g) {
      int width = g.lanes() * g.scaling().accBits();
      // Read without a register, so never in a block.
      return Memories.tables(family, width, g.words())
          .plus(new Resources(width * 2 + 30, 25, 0, 0))
          .plus(scaling(g.scaling(), g.lanes()));
    }
    if (node instanceof Node.Rescale r) {
      return scaling(r.scaling(), r.lanes());
    }
    return plumbing(node);
  }

  private Resources plumbing(Node node) {
    if (node instanceof Node.Fifo f) {
      int address = Numbers.addressBits(f.depth());
      return Memories.ram(family, f.width(), f.depth())
          .plus(new Resources(4 + 5.0 * address, 3.0 * address + 2, 0, 0));
    }
    if (node instanceof Node.Narrow n) {
      double width = (double) n.width() * n.ratio();
      return new Resources(width + 14, width + 8, 0, 0);
    }
    if (node instanceof Node.Widen w) {
      double width = (double) w.width() * w.ratio();
      return new Resources(w.ratio() + 14, width + 8, 0, 0);
    }
    if (node instanceof Node.ChannelPad p) {
      return new Resources(p.width() / 2.0 + 15, 8, 0, 0);
    }
    return new Resources(4, 2, 0, 0); // a fork
  }

  /** Memory of a window and what finds the way in it. */
  private Resources window(Windowed node) {
    Ring ring = node.ring();
    Resources memory = Memories.ram(family, ring.width(), ring.depth());
    if (node.geometry().pointwise()) {
      int address = Numbers.addressBits(ring.words());
      return memory.plus(new Resources(6.0 * address + 12, 2.2 * address + 10, 0, 0));
    }
    int address = Numbers.addressBits(ring.depth());
    int count = ring.countBits(node.geometry());
    return memory.plus(
        new Resources(6.5 * address + 4.5 * count + 30, 2.0 * (address + count) + 30, 0, 0));
  }

  private Resources weights(int width, int words) {
    int address = Numbers.addressBits(words);
    return Memories.rom(family, width, words).plus(new Resources(address + 4, address, 0, 0));
  }

  /** Nothing is kept where a result leaves in one beat. */
  private static Resources serializer(Windowed node, int accBits) {
    int kept = node.elements() - node.lanes();
    return kept == 0
        ? Resources.NONE
        : new Resources((double) kept * accBits + 10, (double) node.elements() * accBits + 3, 0, 0);
  }

  /** Requantizers of some lanes. */
  private Resources scaling(Scaling s, int lanes) {
    int kept = Math.max(2, s.sumBits() + 16 - s.shift().low() + 1);
    Resources multiplier = multiply(s.sumBits(), 17, true);
    double registers = s.sumBits() + 17;
    if (s.steps() > 0) {
      int rows = Numbers.ceilDiv(Folding.Fold.MOST_STEPS, s.steps());
      multiplier =
          new Resources(rows * row(s.sumBits()) + 18 + 5.0 * rows, s.sumBits() + kept + 17.0, 0, 0);
    } else if (family == Family.XILINX7) {
      registers = 0; // a slice has those of its operands
    }
    Resources lane =
        new Resources(s.sumBits(), registers, 0, 0)
            .plus(multiplier)
            .plus(shifter(kept, s.shift().bits()))
            .plus(new Resources(2.0 * s.outBits() + 12, 2.0 * s.outBits() + 6, 0, 0));
    if (s.residual() != null) {
      int x = s.residual().bits() + (s.residual().signed() ? 0 : 1);
      int resKept = Math.max(2, x + 16 - s.residual().shift().low() + 1);
      lane =
          lane.plus(multiply(x, 17, s.steps() == 0))
              .plus(new Resources(kept * 2.0 + resKept * 1.5, x + resKept + kept * 1.0, 0, 0));
    }
    return lane.times(lanes)
        .plus(Memories.rom(family, s.wordBits() * lanes, s.words()))
        .plus(new Resources(14, 12, 0, 0));
  }

  /** A choice of four takes two tables of four inputs, or one of six. */
  private Resources shifter(int width, int bits) {
    double choices = family == Family.GOWIN ? bits : Math.ceil(bits / 2.0);
    return new Resources(width * choices, width, 0, 0);
  }

  /**
   * Tables of the sums of some products: chains, each a bit wider. A Xilinx slice has an adder of
   * its own behind its product.
   */
  private Resources sums(int terms, int product, int acc, boolean dsp) {
    double luts = 0;
    for (int s = family == Family.XILINX7 && dsp ? 2 : 1; s < terms; s++) {
      luts += Math.min(acc, product - 1 + Numbers.addressBits(s + 1));
    }
    return new Resources(luts, 0, 0, 0);
  }

  /** Registers of a sum and its accumulator, as far as they are not in that slice. */
  private double sumRegisters(boolean dsp) {
    return family == Family.XILINX7 && dsp ? 1 : 2;
  }

  /** One row of a product in tables: two bits of one factor choose what of the other is added. */
  private double row(int width) {
    return (family == Family.GOWIN ? 2.0 : 1.0) * (width + 2);
  }

  /** A product with a register behind it. */
  Resources multiply(int a, int b, boolean dsp) {
    if (!dsp) {
      int rows = Numbers.ceilDiv(b, 2);
      return new Resources(rows * (row(a) + 4), a + b, 0, 0);
    }
    if (family == Family.XILINX7) {
      // 25 x 18, signed; wider ones are put together from several.
      int wide = Math.max(a, b);
      int narrow = Math.min(a, b);
      return new Resources(
          0, 0, 0, Numbers.ceilDiv(wide, 25) * (double) Numbers.ceilDiv(narrow, 18));
    }
    if (a <= 9 && b <= 9) {
      return new Resources(0, 0, 0, 1);
    }
    // 18 x 18 takes two 9 x 9.
    return new Resources(0, 0, 0, 2.0 * Numbers.ceilDiv(a, 18) * Numbers.ceilDiv(b, 18));
  }
}
