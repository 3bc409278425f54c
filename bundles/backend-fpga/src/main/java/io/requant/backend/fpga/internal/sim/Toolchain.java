package io.requant.backend.fpga.internal.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The open tools that this machine has.
 *
 * @param verilator translates Verilog to C++
 * @param compiler compiles that
 * @param iverilog compiles Verilog for the interpreter
 * @param vvp the interpreter
 * @param yosys synthesizes
 */
public record Toolchain(
    Optional<Tool> verilator,
    Optional<Tool> compiler,
    Optional<Tool> iverilog,
    Optional<Tool> vvp,
    Optional<Tool> yosys) {

  /** No tool at all. */
  public static final Toolchain NONE =
      new Toolchain(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Looks for all of them.
   *
   * @param searchPath folders as in the environment variable PATH
   */
  public static Toolchain find(String searchPath) {
    return new Toolchain(
        Tool.find("verilator", searchPath, "--version"),
        Tool.find("g++", searchPath, "--version"),
        Tool.find("iverilog", searchPath, "-V"),
        Tool.find("vvp", searchPath, "-V"),
        Tool.find("yosys", searchPath, "-V"));
  }

  /** Whether the RTL can be compiled. */
  public boolean hasVerilator() {
    return verilator.isPresent() && compiler.isPresent();
  }

  /** Whether the RTL can be interpreted. */
  public boolean hasIcarus() {
    return iverilog.isPresent() && vvp.isPresent();
  }

  /** Versions of what there is, for reports and digests. */
  public List<String> versions() {
    List<String> versions = new ArrayList<>();
    for (Optional<Tool> tool : List.of(verilator, compiler, iverilog, yosys)) {
      tool.ifPresent(t -> versions.add(t.version()));
    }
    return versions;
  }
}
