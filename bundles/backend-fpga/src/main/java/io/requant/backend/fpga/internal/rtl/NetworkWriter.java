package io.requant.backend.fpga.internal.rtl;

import io.requant.backend.fpga.internal.plan.Geometry;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.MemoryStyle;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.Numbers;
import io.requant.backend.fpga.internal.plan.Ring;
import io.requant.backend.fpga.internal.plan.Scaling;
import io.requant.backend.fpga.internal.plan.StreamType;
import io.requant.backend.fpga.internal.plan.Windowed;

/** Writes the top module of a network: one instance per node, one bundle of wires per stream. */
public final class NetworkWriter {

  private final Hardware hardware;
  private final String module;
  private final StringBuilder out = new StringBuilder(1 << 14);

  private NetworkWriter(Hardware hardware, String module) {
    this.hardware = hardware;
    this.module = module;
  }

  /**
   * The Verilog of a network.
   *
   * @param module name of the module, and what the names of its memory files begin with
   */
  public static String write(Hardware hardware, String module) {
    return new NetworkWriter(hardware, module).write();
  }

  private String write() {
    StreamType in = hardware.inputType();
    StreamType logits = hardware.outputType();
    out.append(
        """
        // Generated: network '%s', %d multipliers in parallel.
        //
        // Images come in as %d channels of 8 bits a beat, pixel by pixel in rows; logits leave as %d numbers of %d bits a beat.
        module %s (
          input clk,
          input rst,
          input start,
          input [15:0] frames,
          output [1:0] state,
          output [31:0] cycles,
          output [31:0] frame_cycles,
          input in_valid,
          output in_ready,
          input [%d:0] in_data,
          output out_valid,
          input out_ready,
          output [%d:0] out_data
        );
        """
            .formatted(
                hardware.name().replaceAll("[^ -~]", "?"),
                hardware.multipliers(),
                in.lanes(),
                logits.lanes(),
                logits.bits(),
                module,
                in.width() - 1,
                logits.width() - 1));
    for (int s = 0; s < hardware.streams().size(); s++) {
      StreamType type = hardware.streams().get(s);
      out.append(
          "  wire s%d_valid, s%d_ready; wire [%d:0] s%d_data;  // %d channels, %d pixels, %d x %d bits%s%n"
              .formatted(
                  s,
                  s,
                  type.width() - 1,
                  s,
                  type.channels(),
                  type.pixels(),
                  type.lanes(),
                  type.bits(),
                  type.signed() ? ", signed" : ""));
    }
    out.append(
        """

          wire open;
          rq_controller #(.BEATS(%d)) controller (
            .clk(clk), .rst(rst), .start(start), .frames(frames), .open(open),
            .out_valid(out_valid), .out_ready(out_ready),
            .state(state), .cycles(cycles), .frame_cycles(frame_cycles)
          );
          assign s%d_valid = in_valid && open;
          assign in_ready = s%d_ready && open;
          assign s%d_data = in_data;
          assign out_valid = s%d_valid;
          assign s%d_ready = out_ready;
          assign out_data = s%d_data;

        """
            .formatted(
                logits.beats(),
                hardware.input(),
                hardware.input(),
                hardware.input(),
                hardware.output(),
                hardware.output(),
                hardware.output()));
    hardware.nodes().forEach(this::node);
    return out.append("endmodule\n").toString();
  }

  private void node(Node node) {
    if (node instanceof Windowed.Conv conv) {
      conv(conv);
    } else if (node instanceof Windowed.Channelwise lanes) {
      channelwise(lanes);
    } else if (node instanceof Windowed.Maximum maximum) {
      Instance i = new Instance(module, "rq_maximum", maximum.name());
      window(i, maximum.geometry(), maximum.ring(), maximum.signed());
      i.set("WINDOW_LANES", maximum.ring().lanes()).set("LANES", maximum.lanes());
      i.set("TAIL", Numbers.ceilDiv(maximum.elementsOfTail(), maximum.lanes()));
      finish(i, maximum, -1, 0);
    } else if (node instanceof Node.Global global) {
      Instance i = new Instance(module, "rq_global", global.name());
      i.set("BITS", global.bits()).flag("SIGNED", global.signed());
      i.set("PIXELS", global.pixels()).set("WORDS", global.words());
      i.set("ADDRESS", Numbers.addressBits(global.words())).set("ACC", global.scaling().accBits());
      scaling(i, global.scaling(), global.lanes());
      finish(i, global, -1, 0);
    } else if (node instanceof Node.Rescale rescale) {
      Instance i = new Instance(module, "rq_rescale", rescale.name());
      i.set("BITS", rescale.bits()).flag("SIGNED", rescale.signed());
      scaling(i, rescale.scaling(), rescale.lanes());
      finish(i, rescale, rescale.residual(), rescale.lanes());
    } else if (node instanceof Node.Fork fork) {
      fork(fork);
    } else {
      plain(node);
    }
  }

  private void conv(Windowed.Conv c) {
    Instance i = new Instance(module, "rq_layer", c.name());
    i.set("OP", 0).set("PE", c.pe()).set("SIMD", c.simd());
    i.set("GROUPS", c.groups()).set("PART", c.part()).set("FOLDS", c.folds());
    i.set("WEIGHT", c.weightBits()).set("WEIGHT_WORDS", c.weightWords());
    i.set("WEIGHT_ADDRESS", Numbers.addressBits(c.weightWords()));
    i.set("ACC", c.accBits()).flag("DSP", c.dsp());
    window(i, c.geometry(), c.ring(), c.signed());
    i.set("TAIL", Numbers.ceilDiv(c.elementsOfTail(), c.lanes()));
    scaling(i, c.scaling(), c.lanes());
    i.text("WEIGHT_FILE", MemoryFiles.weights(i.file()));
    i.text("WEIGHT_STYLE", romStyle(c.weightWidth(), c.weightWords()));
    finish(i, c, c.residual(), c.lanes());
  }

  private void channelwise(Windowed.Channelwise c) {
    Instance i = new Instance(module, "rq_layer", c.name());
    i.set("OP", c.weights() == null ? 2 : 1);
    i.set("PE", c.ring().lanes()).set("SIMD", c.ring().lanes()).set("GROUPS", c.ring().words());
    if (c.weights() != null) {
      i.set("WEIGHT", c.weightBits()).set("WEIGHT_WORDS", c.weightWords());
      i.set("WEIGHT_ADDRESS", Numbers.addressBits(c.weightWords()));
      i.text("WEIGHT_FILE", MemoryFiles.weights(i.file()));
      i.text("WEIGHT_STYLE", romStyle(c.weightWidth(), c.weightWords()));
    }
    i.set("ACC", c.accBits()).flag("DSP", c.dsp());
    window(i, c.geometry(), c.ring(), c.signed());
    i.set("TAIL", Numbers.ceilDiv(c.elementsOfTail(), c.lanes()));
    scaling(i, c.scaling(), c.lanes());
    finish(i, c, c.residual(), c.lanes());
  }

  private static void window(Instance i, Geometry g, Ring ring, boolean signed) {
    i.set("BITS", ring.bits()).flag("SIGNED", signed);
    i.set("PIXELS", ring.pixels())
        .set("DEPTH", ring.depth())
        .set("ADDRESS", Numbers.addressBits(ring.depth()));
    i.set("COUNT", ring.countBits(g));
    i.set("IN_HEIGHT", g.inHeight()).set("IN_WIDTH", g.inWidth());
    i.set("OUT_HEIGHT", g.outHeight()).set("OUT_WIDTH", g.outWidth());
    i.set("KERNEL_HEIGHT", g.kernelHeight()).set("KERNEL_WIDTH", g.kernelWidth());
    i.set("STRIDE_Y", g.strideY()).set("STRIDE_X", g.strideX());
    i.set("PAD_TOP", g.padTop()).set("PAD_LEFT", g.padLeft()).set("WORDS", ring.words());
    i.text("RING_STYLE", style(ring.width(), ring.depth()));
  }

  private static void scaling(Instance i, Scaling s, int lanes) {
    i.set("LANES", lanes).set("BIAS", s.biasBits()).set("SUM", s.sumBits());
    i.set("SHIFT_LOW", s.shift().low()).set("SHIFT", s.shift().bits());
    i.set("CONSTANTS", s.words()).set("CONSTANT_ADDRESS", Numbers.addressBits(s.words()));
    i.set("OUT", s.outBits()).set("STEPS", s.steps());
    if (s.residual() != null) {
      i.set("RESIDUAL", 1).set("RES_BITS", s.residual().bits());
      i.flag("RES_SIGNED", s.residual().signed());
      i.set("RES_SHIFT_LOW", s.residual().shift().low());
      i.set("RES_SHIFT", s.residual().shift().bits());
    }
    i.text("SCALE_FILE", MemoryFiles.scale(i.file()))
        .text("LAYER_FILE", MemoryFiles.layer(i.file()));
    i.text("SCALE_STYLE", romStyle(lanes * s.wordBits(), s.words()));
  }

  private void plain(Node node) {
    Instance i;
    if (node instanceof Node.Fifo fifo) {
      i = new Instance(module, "rq_fifo", fifo.name());
      i.set("WIDTH", fifo.width()).set("DEPTH", fifo.depth());
      i.set("ADDRESS", Numbers.addressBits(fifo.depth()))
          .text("STYLE", style(fifo.width(), fifo.depth()));
    } else if (node instanceof Node.Narrow narrow) {
      i = new Instance(module, "rq_narrow", narrow.name());
      i.set("WIDTH", narrow.width()).set("RATIO", narrow.ratio());
      i.set("IN_BEATS", narrow.beats()).set("LAST", narrow.last());
    } else if (node instanceof Node.Widen widen) {
      i = new Instance(module, "rq_widen", widen.name());
      i.set("WIDTH", widen.width()).set("RATIO", widen.ratio()).set("IN_BEATS", widen.beats());
    } else {
      Node.ChannelPad pad = (Node.ChannelPad) node;
      i = new Instance(module, "rq_channel_pad", pad.name());
      i.set("WIDTH", pad.width()).set("IN_BEATS", pad.beats());
      i.set("BEFORE", pad.before()).set("AFTER", pad.after());
    }
    finish(i, node, -1, 0);
  }

  private void fork(Node.Fork fork) {
    Instance i = new Instance(module, "rq_fork", fork.name());
    i.set("COPIES", fork.outputs().size());
    StringBuilder valid = new StringBuilder();
    StringBuilder ready = new StringBuilder();
    for (int copy = fork.outputs().size() - 1; copy >= 0; copy--) {
      String comma = copy == 0 ? "" : ", ";
      valid.append('s').append(fork.outputs().get(copy)).append("_valid").append(comma);
      ready.append('s').append(fork.outputs().get(copy)).append("_ready").append(comma);
    }
    int in = fork.input();
    i.connect("in_valid", "s" + in + "_valid").connect("in_ready", "s" + in + "_ready");
    i.connect("out_valid", "{" + valid + "}").connect("out_ready", "{" + ready + "}");
    out.append(i);
    for (int copy : fork.outputs()) {
      out.append("  assign s%d_data = s%d_data;%n".formatted(copy, in));
    }
    out.append('\n');
  }

  /** Connects the streams of a module with one main input and one output. */
  private void finish(Instance i, Node node, int residual, int lanes) {
    i.stream("in", node.inputs().get(0));
    if (residual >= 0) {
      i.stream("res", residual);
    } else if (lanes > 0) {
      i.connect("res_valid", "1'b0").connect("res_ready", "");
      i.connect("res_data", "{%d*8{1'b0}}".formatted(lanes));
    }
    i.stream("out", node.outputs().get(0));
    out.append(i).append('\n');
  }

  private static String style(int width, int words) {
    return MemoryStyle.ramInBlocks(width, words) ? "block" : "distributed";
  }

  /** The same for memories that are only read: there, tables are plain logic. */
  private static String romStyle(int width, int words) {
    return MemoryStyle.romInBlocks(width, words) ? "block" : "logic";
  }
}
