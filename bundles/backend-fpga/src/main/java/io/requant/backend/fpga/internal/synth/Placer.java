package io.requant.backend.fpga.internal.synth;

import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.Device.Family;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.sim.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Places and routes a network with nextpnr from a {@link ToolFolder}, and packs the bitstream. */
public final class Placer {

  private static final Duration PATIENCE = Duration.ofHours(2);

  /** The tool estimates once after placing and says the last, routed, figure at the end. */
  private static final Pattern FREQUENCY =
      Pattern.compile("Max frequency for clock '[^']*': ([0-9.]+) MHz");

  private static final Pattern USAGE =
      Pattern.compile("(?m)^Info:\\s+(\\w{1,30}):\\s+(\\d{1,7})/\\s*(\\d{1,7})\\s+\\d+%$");

  private final Synthesizer synthesizer;
  private final ToolFolder folder;
  private final BuildCache cache;

  /** Uses the folder's nextpnr behind a synthesizer. */
  public Placer(Synthesizer synthesizer, ToolFolder folder, BuildCache cache) {
    this.synthesizer = synthesizer;
    this.folder = folder;
    this.cache = cache;
  }

  /**
   * A routed network.
   *
   * @param cells what was placed, with the pins' shift registers
   * @param usage places taken, by kind, as the tool counts them
   * @param megahertz highest clock by the tool's own timing model
   * @param folder has the bitstream {@code network.fs} and the log {@code nextpnr.log}
   */
  public record Placement(Cells cells, Map<String, Usage> usage, double megahertz, Path folder) {}

  /**
   * Places of a kind. Those of tables count also what an adder, or a memory made of tables, takes
   * in their stead.
   */
  public record Usage(int used, int available) {}

  /**
   * Places.
   *
   * @throws ToolException if the folder has no nextpnr, the device is not one it can pack for, or
   *     the network does not fit
   */
  public Placement place(Hardware hardware, Device device, double megahertz) {
    if (device.family() != Family.GOWIN) {
      throw new ToolException(
          "placement is there for gw2a-18c alone; for %s there is 'fpga synthesize'"
              .formatted(device.id()));
    }
    if (!folder.has("nextpnr-himbaechel-gowin") && !folder.has("nextpnr-himbaechel")) {
      throw new ToolException(
          "there is no nextpnr in %s: run './requant fpga tools install' (Debian's debootstrap, about 2 GB), or give --tools"
              .formatted(folder.root()));
    }
    Design network = Design.of(List.of(hardware));
    Map<String, String> sources = new LinkedHashMap<>(network.sources());
    sources.remove("board.v");
    sources.put(PlacedTop.NAME + ".v", PlacedTop.verilog(hardware));
    Design design = new Design(network.networks(), sources, network.memories());
    Synthesizer.Synthesis synthesis = synthesizer.synthesize(design, device, PlacedTop.NAME);
    Path netlist = synthesis.netlist().resolve("netlist.json");
    Path result =
        cache.get(
            BuildCache.key(List.of(script(megahertz), PlacedTop.GOWIN_PINS, read(netlist))),
            made -> {
              Files.copy(netlist, made.resolve("netlist.json"));
              Simulators.write(
                  made, Map.of("place.sh", script(megahertz), "pins.cst", PlacedTop.GOWIN_PINS));
              folder.run(made, "place.log", PATIENCE, List.of("sh", "place.sh"));
              Files.delete(made.resolve("netlist.json"));
            });
    String log = read(result.resolve("nextpnr.log"));
    return new Placement(synthesis.cells(), usage(log), frequency(log), result);
  }

  /** Hold violations at block memories are an error of the timing model: they may not stop it. */
  private static String script(double megahertz) {
    return """
        set -e
        nextpnr=$(command -v nextpnr-himbaechel-gowin || command -v nextpnr-himbaechel)
        "$nextpnr" --json netlist.json --write routed.json --device GW2A-LV18PG256C8/I7 \\
          --vopt family=GW2A-18C --vopt cst=pins.cst --freq %s --timing-allow-fail --seed 1 -l nextpnr.log -q
        gowin_pack -d GW2A-18C -o network.fs routed.json
        rm -f routed.json
        """
        .formatted(megahertz);
  }

  /** The table "Device utilisation" of a log, without the kinds of which nothing is used. */
  static Map<String, Usage> usage(String log) {
    Map<String, Usage> usage = new LinkedHashMap<>();
    Matcher m = USAGE.matcher(log);
    while (m.find()) {
      int used = Integer.parseInt(m.group(2));
      if (used > 0) {
        usage.put(m.group(1), new Usage(used, Integer.parseInt(m.group(3))));
      }
    }
    return usage;
  }

  static double frequency(String log) {
    Matcher m = FREQUENCY.matcher(log);
    double last = Double.NaN;
    while (m.find()) {
      last = Double.parseDouble(m.group(1));
    }
    if (Double.isNaN(last)) {
      throw new ToolException("nextpnr's log names no frequency; it ends with: " + end(log));
    }
    return last;
  }

  private static String end(String log) {
    return log.substring(Math.max(0, log.length() - 300)).strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
