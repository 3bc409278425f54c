package io.requant.backend.fpga.internal.rtl;

/** One instance of a module as Verilog text: parameters and connections, in the order given. */
final class Instance {
  private final String module;
  private final String kind;
  private final String name;
  private final StringBuilder parameters = new StringBuilder();
  private final StringBuilder ports = new StringBuilder("    .clk(clk), .rst(rst)");

  /**
   * An instance without parameters, connected to clock and reset.
   *
   * @param module what the names of its memory files begin with
   */
  Instance(String module, String kind, String name) {
    this.module = module;
    this.kind = kind;
    this.name = name;
  }

  String file() {
    return module + "_" + name;
  }

  Instance set(String parameter, long value) {
    parameters.append(parameters.length() == 0 ? "    ." : ", .");
    parameters.append(parameter).append('(').append(value).append(')');
    return this;
  }

  Instance flag(String parameter, boolean value) {
    return set(parameter, value ? 1 : 0);
  }

  Instance text(String parameter, String value) {
    parameters.append(parameters.length() == 0 ? "    ." : ",\n    .");
    parameters.append(parameter).append("(\"").append(value).append("\")");
    return this;
  }

  Instance connect(String port, String to) {
    ports.append(", .").append(port).append('(').append(to).append(')');
    return this;
  }

  Instance stream(String port, int s) {
    ports.append(",\n    .%s_valid(s%d_valid)".formatted(port, s));
    ports.append(", .%s_ready(s%d_ready)".formatted(port, s));
    ports.append(", .%s_data(s%d_data)".formatted(port, s));
    return this;
  }

  @Override
  public String toString() {
    return "  " + kind + " #(\n" + parameters + "\n  ) " + name + " (\n" + ports + "\n  );\n";
  }
}
