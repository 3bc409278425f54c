package io.requant.backend.fpga.internal.synth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.backend.fpga.internal.estimate.Device.Family;
import io.requant.backend.fpga.internal.estimate.Resources;
import io.requant.backend.fpga.internal.sim.ToolException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cells of a synthesized netlist by type, as {@code stat -json} of yosys counts them.
 *
 * @param byType primitives of the device's family
 */
public record Cells(Map<String, Integer> byType) {

  public Cells {
    byType = Map.copyOf(byType);
  }

  /**
   * Reads what yosys printed.
   *
   * @throws ToolException if it is not such a report
   */
  static Cells parse(String json) {
    try {
      JsonNode types = new ObjectMapper().readTree(json).path("design").path("num_cells_by_type");
      if (!types.isObject()) {
        throw new ToolException("yosys' statistics have no design.num_cells_by_type");
      }
      Map<String, Integer> cells = new TreeMap<>();
      types.fields().forEachRemaining(f -> cells.put(f.getKey(), f.getValue().asInt()));
      return new Cells(cells);
    } catch (JsonProcessingException e) {
      throw new ToolException("yosys' statistics are no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * What they take of a device, in the units of its data sheet.
   *
   * @throws ToolException if the netlist has memories or multipliers that are not known here
   */
  public Resources resources(Family family) {
    double lut = 0;
    double ff = 0;
    double bram = 0;
    double dsp = 0;
    for (Map.Entry<String, Integer> cell : byType.entrySet()) {
      String type = cell.getKey();
      int count = cell.getValue();
      lut += count * (family == Family.GOWIN ? gowinLuts(type) : xilinxLuts(type));
      ff += isFlipFlop(family, type) ? count : 0;
      bram += count * blocks(family, type);
      dsp += count * multipliers(family, type);
    }
    return new Resources(lut, ff, bram, dsp);
  }

  private static boolean isFlipFlop(Family family, String type) {
    return family == Family.GOWIN ? type.startsWith("DFF") : type.matches("FD[CPRS]E(_1)?");
  }

  /** An adder's cell takes the place of a table; 16 x 4 bits of memory that of four. */
  private static int gowinLuts(String type) {
    if (type.matches("LUT[1-4]|INV|ALU|RAM16SDP1")) {
      return 1;
    }
    return type.equals("RAM16SDP2") ? 2 : type.equals("RAM16SDP4") ? 4 : 0;
  }

  private static int xilinxLuts(String type) {
    if (type.matches("LUT[1-6]|INV|SRL16E|SRLC32E|RAM32X1S|RAM64X1S")) {
      return 1;
    }
    if (type.matches("RAM32X1D|RAM64X1D")) {
      return 2;
    }
    return type.matches("RAM32M|RAM64M|RAM128X1D") ? 4 : 0;
  }

  private static double blocks(Family family, String type) {
    if (family == Family.GOWIN) {
      return type.matches("(p?ROM|SP|SDP|DP)X?9?B?") ? 1 : 0;
    }
    return type.startsWith("RAMB36") ? 1 : type.startsWith("RAMB18") ? 0.5 : 0;
  }

  /** In multipliers of 9x9 on Gowin, of which one of 18x18 takes two and one of 36x36 eight. */
  private static double multipliers(Family family, String type) {
    if (family == Family.XILINX7) {
      return type.startsWith("DSP48") ? 1 : 0;
    }
    return switch (type) {
      case "MULT9X9" -> 1;
      case "MULT18X18" -> 2;
      case "MULT36X36" -> 8;
      default -> 0;
    };
  }
}
