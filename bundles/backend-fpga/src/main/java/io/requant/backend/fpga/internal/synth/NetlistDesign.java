package io.requant.backend.fpga.internal.synth;

import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.sim.ToolException;
import io.requant.backend.fpga.internal.synth.Synthesizer.Synthesis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A synthesized network in place of its RTL, for the same simulators: the netlist, and behind it
 * the models of the primitives that it is made of, as yosys brings them.
 */
public final class NetlistDesign {

  private static final Pattern MODULE =
      Pattern.compile("^module\\s+(\\w+).*?^endmodule", Pattern.MULTILINE | Pattern.DOTALL);

  private NetlistDesign() {}

  /**
   * The design with the netlist as its only network; its memories are in the netlist.
   *
   * @param rtl what was synthesized
   * @param models yosys' file of primitives that simulate
   * @throws ToolException if a primitive of the netlist has no model
   */
  public static Design of(Design rtl, Synthesis synthesis, Path models) {
    Map<String, String> known = models(models);
    StringBuilder network = new StringBuilder("`timescale 1ns / 1ps\n").append(synthesis.verilog());
    for (String cell : new TreeMap<>(synthesis.cells().byType()).keySet()) {
      String model = known.get(cell);
      if (model == null) {
        throw new ToolException(
            "the netlist has cells of type %s, for which %s has no behaviour: it cannot be simulated"
                .formatted(cell, models));
      }
      network.append(model).append('\n');
    }
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put(Design.module(0) + ".v", network.toString());
    sources.put("board.v", rtl.sources().get("board.v"));
    return new Design(List.of(rtl.networks().get(0)), sources, Map.of());
  }

  /** Modules with behaviour; declarations alone are left out. */
  private static Map<String, String> models(Path file) {
    try {
      Map<String, String> models = new LinkedHashMap<>();
      Matcher m = MODULE.matcher(Files.readString(file));
      while (m.find()) {
        if (m.group().matches("(?s).*\\b(assign|always|generate|initial)\\b.*")) {
          models.put(m.group(1), m.group());
        }
      }
      return models;
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
