package io.requant.backend.fpga.internal.command;

import io.requant.api.command.Verb;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.synth.Placer.Placement;
import io.requant.backend.fpga.internal.synth.Placer.Usage;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;

/** {@code fpga place}: places and routes a network, and packs its bitstream. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga place")
@Command(
    name = "fpga place",
    mixinStandardHelpOptions = true,
    description =
        "Places and routes a network with nextpnr from the tool folder; writes a bitstream.",
    footer = {
      "",
      "Example (after './requant fpga tools install'; takes from minutes to an hour):",
      "  ./requant fpga place --model models/mnist-cnn.rqm --policy w4a4 --device gw2a-18c"
    })
public final class PlaceVerb extends ToolVerb {

  @Override
  Made make(Found found, DesignOptions design, ToolOptions tools) {
    Placement placement =
        tools.placer().place(found.hardware(), design.device(), design.hertz() / 1e6);
    String bitstream = placement.folder().resolve("network.fs").toString();
    return new Made(
        placement.cells(),
        "Placed and routed, with the pins' shift registers:",
        String.format(
            Locale.ROOT,
            "%s  highest clock by nextpnr's timing model: %.1f MHz (%.0f frames/s there); bitstream %s",
            places(placement.usage()),
            placement.megahertz(),
            placement.megahertz() * 1e6 / found.interval(),
            bitstream),
        Map.of(
            "fmaxMHz", placement.megahertz(),
            "bitstream", bitstream,
            "placed", placement.usage()));
  }

  private static String places(Map<String, Usage> usage) {
    StringBuilder lines = new StringBuilder("  places taken, as nextpnr counts them:");
    usage.forEach(
        (kind, places) ->
            lines
                .append(' ')
                .append(kind)
                .append(' ')
                .append(places.used())
                .append(" of ")
                .append(places.available())
                .append(';'));
    return lines.append(System.lineSeparator()).toString();
  }
}
