package io.requant.backend.fpga.internal.video;

import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.Command;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.sim.Tool;
import io.requant.backend.fpga.internal.sim.ToolException;
import io.requant.backend.fpga.internal.sim.Toolchain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds the system's simulation, through the build cache, and plays waves into it. */
public final class VideoSimulator {

  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final String PROGRAM = "simulation";
  private static final List<String> RUNTIME =
      List.of("verilated", "verilated_threads", "verilated_timing");
  private static final List<String> FLAGS =
      List.of("-O1", "-std=gnu++20", "-fcoroutines", "-DVM_COVERAGE=0", "-DVM_SC=0");

  private final Toolchain tools;
  private final BuildCache cache;
  private final boolean compiled;

  /**
   * Chooses a simulator.
   *
   * @param compiled Verilator; else Icarus
   */
  public VideoSimulator(Simulators simulators, boolean compiled) {
    this.tools = simulators.tools();
    this.cache = simulators.cache();
    this.compiled = compiled;
  }

  /**
   * Plays a wave.
   *
   * @param results the how manieth shown class ends the run, from 1
   * @throws ToolException if a tool is missing or fails, or that class never came
   */
  public VideoRun run(VideoDesign design, DvpWave wave, int results) {
    Path program = compiled ? verilator(design) : icarus(design);
    Path folder = null;
    try {
      folder = Files.createTempDirectory("requant-video");
      Simulators.write(folder, design.memories());
      Files.write(folder.resolve("wave"), wave.toBytes());
      List<String> words = new ArrayList<>();
      if (!compiled) {
        words.addAll(Simulators.need(tools.vvp().orElse(null), "vvp").with(List.of("-n")));
      }
      words.add(program.toString());
      words.add("+data=" + folder);
      words.add("+results=" + results);
      words.add("+tmds=" + (design.panel().tmds() ? 1 : 0));
      for (String file : List.of("wave", "samples", "inputs")) {
        words.add("+" + file + "=" + folder.resolve(file));
      }
      String output = Command.run(folder, folder.resolve("log"), PATIENCE, words);
      return read(folder, output);
    } catch (IOException e) {
      throw new ToolException("a folder for the simulation's files: " + e.getMessage(), e);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try {
      if (folder != null) {
        BuildCache.delete(folder);
      }
    } catch (IOException e) {
      System.getLogger(VideoSimulator.class.getName())
          .log(System.Logger.Level.DEBUG, "left behind: {0}", folder);
    }
  }

  private VideoRun read(Path folder, String output) throws IOException {
    List<VideoRun.Event> events = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    boolean done = false;
    for (String line : output.lines().toList()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "EVENT" ->
            events.add(
                new VideoRun.Event(
                    words[1],
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4])));
        case "CLASS" -> classes.add(Integer.parseInt(words[1]));
        case "COUNT" -> counts.put(words[1], Integer.parseInt(words[2]));
        case "DONE" -> done = true;
        default -> {
          if (line.contains("ERROR")) {
            throw new ToolException("simulation of the video system: " + line);
          }
        }
      }
    }
    if (!done) {
      throw new ToolException("the simulation of the video system ended early: " + output.strip());
    }
    byte[] samples = Files.readAllBytes(folder.resolve("samples"));
    int[] signals = new int[samples.length / Integer.BYTES];
    ByteBuffer.wrap(samples).order(ByteOrder.nativeOrder()).asIntBuffer().get(signals);
    return new VideoRun(
        compiled ? "rtl-verilator" : "rtl-icarus",
        events,
        classes,
        counts,
        Files.readAllLines(folder.resolve("inputs")),
        signals);
  }

  private Path verilator(VideoDesign design) {
    Tool verilator = Simulators.need(tools.verilator().orElse(null), "verilator");
    Tool compiler = Simulators.need(tools.compiler().orElse(null), "g++");
    List<String> parts =
        new ArrayList<>(
            List.of("video", verilator.version(), compiler.version(), FLAGS.toString()));
    design.sources().forEach((name, text) -> parts.addAll(List.of(name, text)));
    return cache
        .get(BuildCache.key(parts), folder -> compile(design, verilator, compiler, folder))
        .resolve(PROGRAM);
  }

  private void compile(VideoDesign design, Tool verilator, Tool compiler, Path folder)
      throws IOException {
    Simulators.write(folder, design.sources());
    Path include = Simulators.include(verilator, folder);
    Command.run(
        folder,
        folder.resolve("verilator.log"),
        PATIENCE,
        verilator.with(
            List.of(
                "--cc",
                "--main",
                "--timing",
                "--top-module",
                VideoDesign.TESTBENCH,
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
                "-Wno-TIMESCALEMOD",
                "-y",
                ".",
                VideoDesign.TESTBENCH + ".v")));
    Path made = folder.resolve("made");
    Simulators.writeUnit(made, "");
    Path library = runtime(verilator, compiler, include);
    List<String> words = words(include);
    words.add("all.cpp");
    RUNTIME.forEach(part -> words.add(library.resolve(part + ".o").toString()));
    words.addAll(List.of("-o", "../" + PROGRAM, "-pthread"));
    Command.run(made, folder.resolve("compiler.log"), PATIENCE, compiler.with(words));
    BuildCache.delete(made);
  }

  /** Verilator's run-time library with coroutines, compiled once for all systems. */
  private Path runtime(Tool verilator, Tool compiler, Path include) {
    return cache.get(
        BuildCache.key(
            List.of("video runtime", verilator.version(), compiler.version(), FLAGS.toString())),
        folder -> {
          for (String part : RUNTIME) {
            List<String> words = words(include);
            words.addAll(List.of("-c", include.resolve(part + ".cpp").toString(), "-o"));
            words.add(part + ".o");
            Command.run(folder, folder.resolve(part + ".log"), PATIENCE, compiler.with(words));
          }
        });
  }

  private static List<String> words(Path include) {
    List<String> words = new ArrayList<>(FLAGS);
    words.addAll(
        List.of("-I.", "-I" + include, "-I" + include.resolve("vltstd"), "-DVM_TRACE=0", "-w"));
    return words;
  }

  private Path icarus(VideoDesign design) {
    Tool compiler = Simulators.need(tools.iverilog().orElse(null), "iverilog");
    List<String> parts = new ArrayList<>(List.of("video", compiler.version()));
    design.sources().forEach((name, text) -> parts.addAll(List.of(name, text)));
    return cache
        .get(
            BuildCache.key(parts),
            folder -> {
              Simulators.write(folder, design.sources());
              Command.run(
                  folder,
                  folder.resolve("iverilog.log"),
                  PATIENCE,
                  compiler.with(
                      List.of(
                          "-g2005",
                          "-s",
                          VideoDesign.TESTBENCH,
                          "-y",
                          ".",
                          "-o",
                          PROGRAM,
                          VideoDesign.TESTBENCH + ".v")));
            })
        .resolve(PROGRAM);
  }
}
