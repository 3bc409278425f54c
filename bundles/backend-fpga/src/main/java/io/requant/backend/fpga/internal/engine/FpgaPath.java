package io.requant.backend.fpga.internal.engine;

import io.requant.backend.fpga.internal.sim.Toolchain;
import java.util.Arrays;
import java.util.List;

/** What executes the hardware. */
public enum FpgaPath {
  /** The RTL, translated to C++ and compiled. */
  VERILATOR("verilator", "rtl-verilator"),
  /** The RTL, interpreted: hundreds of times slower. */
  ICARUS("icarus", "rtl-icarus"),
  /** No RTL: the reference's logits with the cycle model's clocks. */
  MODEL("model", "cycle model, RTL not executed");

  /** Takes the first of the list that the machine has the tools for. */
  public static final String AUTO = "auto";

  private final String option;
  private final String shown;

  FpgaPath(String option, String shown) {
    this.option = option;
    this.shown = shown;
  }

  /** Value of the configuration. */
  public String option() {
    return option;
  }

  /** What engines call it. */
  public String shown() {
    return shown;
  }

  private boolean available(Toolchain tools) {
    return switch (this) {
      case VERILATOR -> tools.hasVerilator();
      case ICARUS -> tools.hasIcarus();
      case MODEL -> true;
    };
  }

  /** Checks a value of the configuration. */
  public static void check(String option) {
    if (!options().contains(option)) {
      throw new IllegalArgumentException(
          "FPGA path '" + option + "'; there are " + String.join(", ", options()));
    }
  }

  private static List<String> options() {
    return Arrays.asList(AUTO, VERILATOR.option, ICARUS.option, MODEL.option);
  }

  /**
   * The path that an option gives on a machine: itself, or the next one in the list that there are
   * tools for.
   */
  public static FpgaPath choose(String option, Toolchain tools) {
    check(option);
    boolean reached = option.equals(AUTO);
    for (FpgaPath path : values()) {
      reached |= path.option.equals(option);
      if (reached && path.available(tools)) {
        return path;
      }
    }
    return MODEL;
  }
}
