package io.requant.backend.fpga.internal.synth;

import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.Device.Family;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.rtl.Library;
import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.Command;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.sim.Tool;
import io.requant.backend.fpga.internal.sim.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Synthesizes one network with yosys; results are kept under the digest of all that goes in. */
public final class Synthesizer {

  private static final Duration PATIENCE = Duration.ofHours(2);
  private static final String STATISTICS = "statistics.json";
  private static final String SCRIPT = "synthesize.ys";
  private static final String NETLIST = "netlist.v";

  private final Optional<Tool> yosys;
  private final ToolFolder folder;
  private final BuildCache cache;

  /**
   * Prepares.
   *
   * @param yosys the machine's
   * @param folder preferred where it has one: Gowin's multipliers need a newer yosys than Debian
   *     bookworm's
   * @param cache takes the results
   */
  public Synthesizer(Optional<Tool> yosys, ToolFolder folder, BuildCache cache) {
    this.yosys = yosys;
    this.folder = folder;
    this.cache = cache;
  }

  /**
   * A synthesized network.
   *
   * @param cells its primitives
   * @param netlist folder with {@code netlist.v} and {@code netlist.json}
   * @param tool what made it
   */
  public record Synthesis(Cells cells, Path netlist, String tool) {

    /** The netlist as Verilog: a module with the ports of the network's. */
    public String verilog() {
      return read(netlist.resolve(NETLIST));
    }
  }

  /**
   * Synthesizes the first network of a design.
   *
   * @param top its module, or one of the design's sources around it
   * @throws ToolException if there is no yosys that can, or it fails
   */
  public Synthesis synthesize(Design design, Device device, String top) {
    boolean inFolder = folder.has("yosys");
    if (!inFolder && (yosys.isEmpty() || device.family() == Family.GOWIN)) {
      throw new ToolException(
          device.family() == Family.GOWIN
              ? "synthesis for %s needs a yosys that knows its multipliers (0.40 or later): run './requant fpga tools install' for a folder of tools in %s"
                  .formatted(device.name(), folder.root())
              : "'yosys' is neither on the PATH nor in %s: install Debian's yosys or run './requant fpga tools install'"
                  .formatted(folder.root()));
    }
    String version = inFolder ? folder.versions() : yosys.orElseThrow().version();
    String script = script(device.family(), top);
    Map<String, String> sources = sources(design, device.family());
    List<String> parts = new ArrayList<>(List.of("synthesis", version, script));
    sources.forEach((name, text) -> parts.addAll(List.of(name, text)));
    design.memories().forEach((name, text) -> parts.addAll(List.of(name, text)));
    Path result =
        cache.get(
            BuildCache.key(parts),
            made -> {
              Simulators.write(made, sources);
              Simulators.write(made, design.memories());
              Simulators.write(made, Map.of(SCRIPT, script));
              run(made, List.of("-q", "-s", SCRIPT), inFolder);
            });
    return new Synthesis(Cells.parse(read(result.resolve(STATISTICS))), result, version);
  }

  private void run(Path made, List<String> arguments, boolean inFolder) {
    if (inFolder) {
      List<String> words = new ArrayList<>(List.of("yosys"));
      words.addAll(arguments);
      folder.run(made, "yosys.log", PATIENCE, words);
    } else {
      Command.run(made, made.resolve("yosys.log"), PATIENCE, yosys.orElseThrow().with(arguments));
    }
  }

  /** Sources with what a family has of its own in place of what serves all. */
  private static Map<String, String> sources(Design design, Family family) {
    Map<String, String> sources = new LinkedHashMap<>(design.sources());
    if (family == Family.GOWIN) {
      sources.putAll(Library.gowin());
    }
    return sources;
  }

  /**
   * One script for every network. "-defer": else modules would be read with the parameters that
   * they have by default, whose memory files do not exist. It stops before "autoname", which takes
   * longer than all the rest. "alumacc" comes early for sums that shall stay chains. On Gowin only
   * memories of constants join tables of four inputs to larger ones, which suits them exactly;
   * elsewhere the mapper takes three times as many tables then, for a speed that is not asked for.
   */
  private static String script(Family family, String top) {
    // Pads come last: before, the memories that are kept apart would get some too.
    String pads =
        top.equals(PlacedTop.NAME)
            ? "iopadmap -bits -inpad IBUF O:I -outpad OBUF I:O " + top + "\n"
            : "";
    String synthesis =
        family == Family.GOWIN
            ? """
              setattr -mod -set keep_hierarchy 1 *rq_rom_part*
              synth_gowin -run begin:map_luts -family gw2a -nowidelut -noiopads -top %s
              sort
              read_verilog -icells -lib -specify +/abc9_model.v
              abc -lut 4:8 *rq_rom_part*
              abc9 -maxlut 4 -W 500 *rq_rom_part* %%n
              clean
              techmap -map +/gowin/cells_map.v
              setattr -mod -unset keep_hierarchy *rq_rom_part*
              flatten
              opt_lut_ins -tech gowin
              hilomap -singleton -hicell VCC V -locell GND G
              """
                    .formatted(top)
                + pads
            : "synth_xilinx -run begin:check -family xc7 -flatten -noiopad -noclkbuf -top "
                + top
                + "\n";
    return """
        read_verilog -defer -DSYNTHESIS *.v
        hierarchy -top %s
        alumacc *rq_add*
        %sclean -purge
        tee -q -o %s stat -json
        blackbox =A:whitebox
        write_json %s
        write_verilog -noattr %s
        """
        .formatted(top, synthesis, STATISTICS, "netlist.json", NETLIST);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
