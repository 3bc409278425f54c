package io.requant.backend.fpga.internal.estimate;

import java.util.List;

/**
 * A device with its true limits, from its data sheet.
 *
 * @param id what users call it
 * @param name full name
 * @param family how its cells are built
 * @param lut look-up tables
 * @param ff flip-flops
 * @param bram block memories: of 18 Kbit on Gowin, of 36 Kbit on Xilinx
 * @param dsp multipliers: 9x9 on Gowin (a DSP macro has several), DSP48E1 on Xilinx
 * @param source where the limits are from
 */
public record Device(
    String id, String name, Family family, int lut, int ff, int bram, int dsp, String source) {

  /** How cells are built. */
  public enum Family {
    /** LUT4, block memory of 18 Kbit, multipliers of 9x9 that join to 18x18. */
    GOWIN,
    /** LUT6, block memory of 36 Kbit that splits in two, DSP48E1 of 25x18. */
    XILINX7
  }

  /** Paper 3's device. */
  public static final Device GW2A_18C =
      new Device(
          "gw2a-18c",
          "Gowin GW2A-18C",
          Family.GOWIN,
          20_736,
          15_552,
          46,
          96,
          "Gowin DS102: 20,736 LUT4, 15,552 registers, 46 x 18 Kbit, 48 18x18 (96 9x9) multipliers");

  /** Paper 1's first device. */
  public static final Device ARTIX7_200T =
      new Device(
          "artix7-200t",
          "Xilinx Artix-7 200T",
          Family.XILINX7,
          134_600,
          269_200,
          365,
          740,
          "Xilinx DS180: 134,600 LUT6, 269,200 FF, 365 x 36 Kbit, 740 DSP48E1");

  /** Paper 1's second device. */
  public static final Device ZYNQ_7020 =
      new Device(
          "zynq-7020",
          "Xilinx Zynq-7020",
          Family.XILINX7,
          53_200,
          106_400,
          140,
          220,
          "Xilinx DS190: 53,200 LUT6, 106,400 FF, 140 x 36 Kbit, 220 DSP48E1");

  /** All devices. */
  public static final List<Device> ALL = List.of(GW2A_18C, ARTIX7_200T, ZYNQ_7020);

  /**
   * The device of an id.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static Device named(String id) {
    return ALL.stream()
        .filter(device -> device.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "device '%s' is not known; there are %s".formatted(id, ids())));
  }

  /** All ids, for messages. */
  public static List<String> ids() {
    return ALL.stream().map(Device::id).toList();
  }

  /** Whether something fits, with some share of the look-up tables left for routing. */
  public boolean fits(Resources r) {
    return load(r) <= 1;
  }

  /** The largest share of what may be used of a kind of cell: 1 is just full. */
  public double load(Resources r) {
    double logic = Math.max(r.lut() / (0.9 * lut), r.ff() / (0.95 * ff));
    return Math.max(logic, Math.max(r.bram() / bram, r.dsp() / dsp));
  }
}
