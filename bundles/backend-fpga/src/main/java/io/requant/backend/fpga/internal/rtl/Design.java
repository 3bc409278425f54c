package io.requant.backend.fpga.internal.rtl;

import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.StreamType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One or several networks as Verilog: sources, which depend on shapes alone, and memory files,
 * which come with the policies. Networks share the library; each has a clock of its own, so that
 * one runs while the others stand still.
 *
 * @param networks the hardware; number k is the module {@code net<k>}
 * @param sources Verilog by file name
 * @param memories contents of memories by file name
 */
public record Design(
    List<Hardware> networks, Map<String, String> sources, Map<String, String> memories) {

  public Design {
    networks = List.copyOf(networks);
  }

  /** Generates. */
  public static Design of(List<Hardware> networks) {
    Map<String, String> sources = new LinkedHashMap<>(Library.modules());
    Map<String, String> memories = new TreeMap<>();
    for (int k = 0; k < networks.size(); k++) {
      String module = module(k);
      sources.put(module + ".v", NetworkWriter.write(networks.get(k), module));
      memories.putAll(MemoryFiles.of(networks.get(k), module));
    }
    sources.put("board.v", board(networks));
    return new Design(networks, sources, memories);
  }

  /** Name of the module of network k. */
  public static String module(int k) {
    return "net" + k;
  }

  /** Top of the simulation: every network with ports of its own. */
  private static String board(List<Hardware> networks) {
    StringBuilder ports = new StringBuilder();
    StringBuilder body = new StringBuilder();
    for (int k = 0; k < networks.size(); k++) {
      StreamType in = networks.get(k).inputType();
      StreamType out = networks.get(k).outputType();
      ports.append(
          """
            input clk%1$d, input rst%1$d, input start%1$d, input [15:0] frames%1$d,
            output [1:0] state%1$d, output [31:0] frame_cycles%1$d,
            input in_valid%1$d, output in_ready%1$d, input [%2$d:0] in_data%1$d,
            output out_valid%1$d, output [%3$d:0] out_data%1$d%4$s
          """
              .formatted(k, in.width() - 1, out.width() - 1, k < networks.size() - 1 ? "," : ""));
      body.append(
          """
            %2$s %2$s (
              .clk(clk%1$d), .rst(rst%1$d), .start(start%1$d), .frames(frames%1$d),
              .state(state%1$d), .cycles(), .frame_cycles(frame_cycles%1$d),
              .in_valid(in_valid%1$d), .in_ready(in_ready%1$d), .in_data(in_data%1$d),
              .out_valid(out_valid%1$d), .out_ready(1'b1), .out_data(out_data%1$d)
            );
          """
              .formatted(k, module(k)));
    }
    return "// Generated: top of the simulation. Whoever drives it always takes logits at once.\n"
        + "module board (\n"
        + ports
        + ");\n"
        + body
        + "endmodule\n";
  }
}
