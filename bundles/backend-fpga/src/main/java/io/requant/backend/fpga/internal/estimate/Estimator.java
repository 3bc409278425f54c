package io.requant.backend.fpga.internal.estimate;

import io.requant.backend.fpga.internal.estimate.Device.Family;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.Node.Windowed;
import io.requant.backend.fpga.internal.plan.Numbers;
import io.requant.backend.fpga.internal.plan.Ring;
import io.requant.backend.fpga.internal.plan.Scaling;

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
    if (node instanceof Node.Conv c) {
      Resources weights = Memories.rom(family, c.pe() * c.simd() * c.weightBits(), c.weightWords());
      int x = c.ring().bits() + (c.signed() ? 0 : 1);
      Resources array =
          multiply(x, c.weightBits(), c.dsp())
              .times((double) c.pe() * c.simd())
              .plus(sums(c.simd(), x + c.weightBits(), c.dsp()).times(c.pe()))
              .plus(
                  new Resources(accumulator(c.accBits()), sumRegisters(c.dsp()) * c.accBits(), 0, 0)
                      .times(c.pe()))
              .plus(new Resources(12, 20, 0, 0));
      return window(c)
          .plus(weights)
          .plus(array)
          .plus(serializer(c, c.accBits()))
          .plus(scaling(c.scaling(), c.lanes()));
    }
    if (node instanceof Node.Channelwise c) {
      Resources array =
          new Resources(accumulator(c.accBits()), c.accBits(), 0, 0)
              .times(c.ring().lanes())
              .plus(new Resources(16, 15, 0, 0));
      if (c.weights() == null) {
        array = array.plus(new Resources(0, c.ring().lanes() * (c.ring().bits() + 1.0), 0, 0));
      } else {
        int x = c.ring().bits() + (c.signed() ? 0 : 1);
        array =
            array
                .plus(multiply(x, c.weightBits(), c.dsp()).times(c.ring().lanes()))
                .plus(Memories.rom(family, c.ring().lanes() * c.weightBits(), c.weightWords()));
      }
      return window(c)
          .plus(array)
          .plus(serializer(c, c.accBits()))
          .plus(scaling(c.scaling(), c.lanes()));
    }
    if (node instanceof Node.Maximum m) {
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
          .plus(new Resources(width * 2 + 60, 45, 0, 0))
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

  /** Ring and address generator. */
  private Resources window(Windowed node) {
    Ring ring = node.ring();
    int bits = Numbers.addressBits(ring.depth()) + ring.countBits(node.geometry());
    boolean pointwise = node.geometry().area() == 1 && node.geometry().strideX() == 1;
    double luts = pointwise ? 5.0 * bits + 10 : 8.0 * bits + 100;
    return Memories.ram(family, ring.width(), ring.depth())
        .plus(new Resources(luts, 2.0 * bits + (pointwise ? 15 : 25), 0, 0));
  }

  private static Resources serializer(Windowed node, int accBits) {
    double width = (double) node.elements() * accBits;
    return new Resources(node.elements() == node.lanes() ? 8 : width + 10, width + 6, 0, 0);
  }

  /** Requantizers of some lanes. */
  private Resources scaling(Scaling s, int lanes) {
    int product = s.sumBits() + 16;
    int kept = Math.max(2, product - s.shift().low() + 1);
    Resources multiplier = multiply(s.sumBits(), 17, true);
    if (s.steps() > 0) {
      int chunk = Numbers.ceilDiv(16, s.steps());
      double perBit = family == Family.GOWIN ? 2 * chunk + 1.8 : chunk + 1.0;
      multiplier = new Resources(perBit * s.sumBits(), s.sumBits() + 16.0, 0, 0);
    }
    // A Xilinx slice also has the registers of its operands.
    double operands = family == Family.XILINX7 && s.steps() == 0 ? 0 : s.sumBits() + 16.0;
    Resources lane =
        new Resources(s.sumBits(), s.accBits() + operands, 0, 0)
            .plus(multiplier)
            .plus(shifter(kept, s.shift().bits()))
            .plus(new Resources(kept * 2.0 + 20 + s.outBits(), kept * 2.0 + s.outBits(), 0, 0));
    if (s.residual() != null) {
      int x = s.residual().bits() + (s.residual().signed() ? 0 : 1);
      int resKept = Math.max(2, x + 16 - s.residual().shift().low() + 1);
      lane =
          lane.plus(multiply(x, 17, s.steps() == 0))
              .plus(new Resources(resKept * 1.5, x + resKept * 2.0, 0, 0));
    }
    return lane.times(lanes)
        .plus(Memories.rom(family, s.wordBits() * lanes, s.words()))
        .plus(new Resources(14, 12, 0, 0));
  }

  private static Resources shifter(int width, int bits) {
    return new Resources(width * bits * 0.6, width, 0, 0);
  }

  /** An accumulator that either starts anew or goes on. */
  private double accumulator(int width) {
    return family == Family.GOWIN ? 2.0 * width : width;
  }

  /**
   * The sum of some products: the first two in a chain, those after them before it, where a bit
   * costs two tables. A Xilinx slice has an adder of its own behind its product.
   */
  private Resources sums(int terms, int width, boolean dsp) {
    if (family == Family.XILINX7) {
      return new Resources(Math.max(0, terms - (dsp ? 2.0 : 1.0)) * (width + 1), 0, 0, 0);
    }
    double chains = terms == 1 ? 0 : 1 + 2.0 * (terms - 2);
    return new Resources(chains * (width + 1), 0, 0, 0);
  }

  /** Registers of a sum and its accumulator, as far as they are not in that slice. */
  private double sumRegisters(boolean dsp) {
    return family == Family.XILINX7 && dsp ? 1 : 2;
  }

  /** A product with a register behind it. */
  Resources multiply(int a, int b, boolean dsp) {
    if (!dsp) {
      double lutsPerBit = family == Family.XILINX7 ? 1.0 : 2.07;
      return new Resources(lutsPerBit * a * b, a + b, 0, 0);
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
