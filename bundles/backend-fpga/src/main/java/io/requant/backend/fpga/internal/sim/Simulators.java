package io.requant.backend.fpga.internal.sim;

import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.rtl.Harness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds simulations of designs, through the cache, and says how they are started. */
public final class Simulators {

  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final String PROGRAM = "simulation";

  private final Toolchain tools;
  private final BuildCache cache;

  /** Builds with these tools into this cache. */
  public Simulators(Toolchain tools, BuildCache cache) {
    this.tools = tools;
    this.cache = cache;
  }

  /** The tools. */
  public Toolchain tools() {
    return tools;
  }

  /** Where results are kept. */
  public BuildCache cache() {
    return cache;
  }

  /**
   * A compiled simulation of all networks of a design.
   *
   * @return the program; its first argument is the number of a network
   * @throws ToolException if a tool is missing or fails
   */
  public Path verilator(Design design) {
    Tool verilator = need(tools.verilator().orElse(null), "verilator");
    Tool compiler = need(tools.compiler().orElse(null), "g++");
    String harness = Harness.cpp(design.networks());
    String flags = optimisation(design);
    List<String> parts = new ArrayList<>(List.of(verilator.version(), compiler.version()));
    parts.addAll(List.of(flags, harness));
    design.sources().forEach((name, text) -> parts.addAll(List.of(name, text)));
    return cache
        .get(
            BuildCache.key(parts),
            folder -> {
              write(folder, design.sources());
              write(folder, Map.of("harness.cpp", harness));
              compile(verilator, compiler, flags, folder);
            })
        .resolve(PROGRAM);
  }

  /** Verilator's include folder, and its run-time library, compiled once for all designs. */
  private Path runtime(Tool compiler, Path include, String version, String flags) {
    return cache.get(
        BuildCache.key(List.of("runtime", version, compiler.version(), flags)),
        folder -> {
          for (String part : List.of("verilated", "verilated_threads")) {
            List<String> words = new ArrayList<>(List.of(flags, "-std=gnu++17", "-c"));
            words.addAll(includes(include));
            words.addAll(List.of(include.resolve(part + ".cpp").toString(), "-o"));
            words.add(part + ".o");
            Command.run(folder, folder.resolve(part + ".log"), PATIENCE, compiler.with(words));
          }
        });
  }

  private static List<String> includes(Path include) {
    return List.of(
        "-I.",
        "-I" + include,
        "-I" + include.resolve("vltstd"),
        "-DVM_COVERAGE=0",
        "-DVM_SC=0",
        "-DVM_TRACE=0",
        "-w");
  }

  private void compile(Tool verilator, Tool compiler, String flags, Path folder)
      throws IOException {
    Path include = include(verilator, folder);
    Path made = folder.resolve("made");
    Command.run(
        folder,
        folder.resolve("verilator.log"),
        PATIENCE,
        verilator.with(
            List.of(
                "--cc",
                "--top-module",
                "board",
                "--Mdir",
                "made",
                "-O3",
                "--x-assign",
                "fast",
                "--x-initial",
                "fast",
                "--noassert",
                "-Wno-lint",
                "-Wno-style",
                "-y",
                ".",
                "board.v")));
    Path library = runtime(compiler, include, verilator.version(), flags);
    writeUnit(made, "#include \"../harness.cpp\"\n");
    List<String> words = new ArrayList<>(List.of(flags, "-std=gnu++17"));
    words.addAll(includes(include));
    words.add("all.cpp");
    for (String part : List.of("verilated.o", "verilated_threads.o")) {
      words.add(library.resolve(part).toString());
    }
    words.addAll(List.of("-o", "../" + PROGRAM, "-pthread"));
    Command.run(made, folder.resolve("compiler.log"), PATIENCE, compiler.with(words));
    BuildCache.delete(made);
  }

  /** Many small networks are built to run a few images: there, compiling is what takes time. */
  private static String optimisation(Design design) {
    return design.networks().size() > 1 ? "-O0" : "-O1";
  }

  /**
   * An interpreted simulation of one network of a design.
   *
   * @return the file that {@code vvp} runs
   * @throws ToolException if a tool is missing or fails
   */
  public Path icarus(Design design, int network) {
    Tool compiler = need(tools.iverilog().orElse(null), "iverilog");
    Hardware hardware = design.networks().get(network);
    String bench = Harness.testbench(hardware, Design.module(network));
    List<String> parts = new ArrayList<>(List.of(compiler.version(), bench));
    design.sources().forEach((name, text) -> parts.addAll(List.of(name, text)));
    return cache
        .get(
            BuildCache.key(parts),
            folder -> {
              write(folder, design.sources());
              write(folder, Map.of("testbench.v", bench));
              Command.run(
                  folder,
                  folder.resolve("iverilog.log"),
                  PATIENCE,
                  compiler.with(
                      List.of(
                          "-g2005",
                          "-s",
                          "testbench",
                          "-y",
                          ".",
                          "-o",
                          PROGRAM,
                          "testbench.v",
                          Design.module(network) + ".v")));
            })
        .resolve(PROGRAM);
  }

  /** The command that runs a compiled simulation with the memories of a folder. */
  public List<String> runVerilator(Path program, int network, Path data) {
    return List.of(program.toString(), String.valueOf(network), "+data=" + data);
  }

  /** The command that runs an interpreted simulation with the memories of a folder. */
  public List<String> runIcarus(Path program, Path data) {
    return need(tools.vvp().orElse(null), "vvp")
        .with(List.of("-n", program.toString(), "+data=" + data));
  }

  /** Writes text files into a folder. */
  public static void write(Path folder, Map<String, String> files) {
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(
            folder.resolve(file.getKey()), file.getValue(), StandardCharsets.ISO_8859_1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder.toString(), e);
    }
  }

  /** Folder of Verilator's own sources; a log goes to {@code folder}. */
  public static Path include(Tool verilator, Path folder) {
    return Path.of(
        Command.run(
                folder,
                folder.resolve("root.log"),
                PATIENCE,
                verilator.with(List.of("--getenv", "VERILATOR_ROOT")))
            .strip(),
        "include");
  }

  /**
   * Writes {@code all.cpp}, which includes every C++ file that Verilator made: one compilation.
   *
   * @param more lines behind these
   */
  public static void writeUnit(Path made, String more) throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(made)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".cpp"))
          .sorted()
          .forEach(name -> all.append("#include \"").append(name).append("\"\n"));
    }
    Files.writeString(made.resolve("all.cpp"), all.append(more));
  }

  /** The tool, or an error that says what to install. */
  public static Tool need(Tool tool, String name) {
    if (tool == null) {
      throw new ToolException(
          "'" + name + "' is not on the PATH: install Debian's verilator, g++ and iverilog");
    }
    return tool;
  }
}
