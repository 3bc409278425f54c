package io.requant.backend.fpga.internal.rtl;

import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.StreamType;
import java.util.List;

/**
 * What drives a simulated design from a pipe. The protocol, the same for both simulators:
 *
 * <p>A request is a 32-bit number of clocks allowed per frame, a 16-bit number of frames (both
 * little endian), then the frames' bytes. The answer is one line per frame, {@code F}, its logits
 * in decimal and {@code @} with the clocks from the request's start until the frame left; or one
 * line {@code E} and what is wrong. The process ends with its input.
 */
public final class Harness {

  private Harness() {}

  /** The C++ program around a verilated design: its only argument is the network's number. */
  public static String cpp(List<Hardware> networks) {
    StringBuilder nets = new StringBuilder();
    StringBuilder cases = new StringBuilder();
    for (int k = 0; k < networks.size(); k++) {
      StreamType in = networks.get(k).inputType();
      StreamType out = networks.get(k).outputType();
      nets.append(
          """
          struct Net%1$d {
            static constexpr int channels = %2$d, pixels = %3$d, lanes = %4$d;
            static constexpr int out_channels = %5$d, out_pixels = %6$d, out_lanes = %7$d, out_bits = %8$d;
            static constexpr bool out_signed = %9$s;
            static void clock(Vboard& t, int v) { t.clk%1$d = v; }
            static void reset(Vboard& t, int v) { t.rst%1$d = v; }
            static void start(Vboard& t, int v, int frames) { t.start%1$d = v; t.frames%1$d = frames; }
            static void offer(Vboard& t, int v, uint64_t data) { t.in_valid%1$d = v; t.in_data%1$d = data; }
            static bool in_ready(Vboard& t) { return t.in_ready%1$d; }
            static bool out_valid(Vboard& t) { return t.out_valid%1$d; }
            static uint64_t out_data(Vboard& t) { return t.out_data%1$d; }
            static int state(Vboard& t) { return t.state%1$d; }
            static uint32_t frame_cycles(Vboard& t) { return t.frame_cycles%1$d; }
          };
          """
              .formatted(
                  k,
                  in.channels(),
                  in.pixels(),
                  in.lanes(),
                  out.channels(),
                  out.pixels(),
                  out.lanes(),
                  out.bits(),
                  out.signed()));
      cases.append("    case %1$d: return Driver<Net%1$d>().run();%n".formatted(k));
    }
    return Library.text("harness.cpp")
        .replace("//NETS\n", nets.toString())
        .replace("//CASES\n", cases.toString());
  }

  /** The Verilog test bench around one network, for Icarus. */
  public static String testbench(Hardware hardware, String module) {
    StreamType in = hardware.inputType();
    StreamType out = hardware.outputType();
    return Library.text("testbench.v")
        .replace("MODULE", module)
        .replace("$IN_CHANNELS", String.valueOf(in.channels()))
        .replace("$IN_PIXELS", String.valueOf(in.pixels()))
        .replace("$IN_LANES", String.valueOf(in.lanes()))
        .replace("$OUT_CHANNELS", String.valueOf(out.channels()))
        .replace("$OUT_PIXELS", String.valueOf(out.pixels()))
        .replace("$OUT_LANES", String.valueOf(out.lanes()))
        .replace("$OUT_BITS", String.valueOf(out.bits()))
        .replace("$OUT_SIGNED", out.signed() ? "1" : "0");
  }
}
