package io.requant.backend.fpga.internal.command;

import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.Estimator;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.estimate.Resources;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.Windowed;
import io.requant.model.policy.Cost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures of some hardware on a device, as a report's keys and as rows of a table. */
record Figures(Device device, Found found, double hertz, Cost cost) {

  static final List<String> HEAD =
      List.of(
          "layer",
          "weights",
          "activations",
          "PE x SIMD",
          "multipliers in",
          "clocks",
          "LUT",
          "FF",
          "BRAM",
          "DSP");

  Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("device", device.id());
    keys.put("clockMHz", hertz / 1e6);
    keys.put("cyclesPerImage", found.interval());
    keys.put("latencyCycles", found.latency());
    keys.put("fps", hertz / found.interval());
    keys.put("fpsAt54MHz", 54e6 / found.interval());
    keys.put("latencyMillis", 1e3 * found.latency() / hertz);
    keys.put("multipliers", found.hardware().multipliers());
    keys.put("macUtilisation", utilisation());
    keys.put("resources", resources(found.resources()));
    keys.put("resourcesBasis", "estimated");
    keys.put("limits", limits());
    keys.put("fits", device.fits(found.resources()));
    keys.put("layers", layers());
    return keys;
  }

  /** Products per clock and multiplier. */
  double utilisation() {
    return (double) cost.macs() / found.interval() / found.hardware().multipliers();
  }

  private Map<String, Object> limits() {
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("lut", device.lut());
    limits.put("ff", device.ff());
    limits.put("bram", device.bram());
    limits.put("dsp", device.dsp());
    limits.put("source", device.source());
    return limits;
  }

  static Map<String, Object> resources(Resources r) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("lut", Math.round(r.lut()));
    keys.put("ff", Math.round(r.ff()));
    keys.put("bram", r.bram());
    keys.put("dsp", r.dsp());
    return keys;
  }

  private List<Map<String, Object>> layers() {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (List<String> row : rows()) {
      Map<String, Object> layer = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        layer.put(HEAD.get(i), row.get(i));
      }
      layers.add(layer);
    }
    return layers;
  }

  /** One row per module with a name of its own; what connects them in one last row. */
  List<List<String>> rows() {
    Estimator estimator = new Estimator(device.family());
    List<List<String>> rows = new ArrayList<>();
    Resources rest = Resources.NONE;
    for (Node node : found.hardware().nodes()) {
      Resources r = estimator.of(node);
      if (node instanceof Windowed.Conv c) {
        rows.add(
            row(
                c.layer(),
                c.weightBits(),
                c.ring().bits(),
                c.pe() + " x " + c.simd(),
                c.dsp() ? "DSP" : "LUT",
                c.clocksPerFrame(),
                r));
      } else if (node instanceof Windowed.Channelwise c) {
        String where = c.weights() == null ? "-" : c.dsp() ? "DSP" : "LUT";
        rows.add(
            row(
                c.layer(),
                c.weightBits(),
                c.ring().bits(),
                c.ring().lanes() + " lanes",
                where,
                c.clocksPerFrame(),
                r));
      } else if (node instanceof Windowed.Maximum m) {
        rows.add(
            row(
                m.layer(),
                0,
                m.ring().bits(),
                m.ring().lanes() + " lanes",
                "-",
                m.clocksPerFrame(),
                r));
      } else if (node instanceof Node.Global g) {
        long clocks = (long) g.pixels() * g.words();
        rows.add(row(g.layer(), 0, g.bits(), g.lanes() + " lanes", "-", clocks, r));
      } else if (node instanceof Node.Rescale s) {
        long clocks = found.hardware().streams().get(s.input()).beats();
        rows.add(row(s.layer(), 0, s.bits(), s.lanes() + " lanes", "-", clocks, r));
      } else {
        rest = rest.plus(r);
      }
    }
    rows.add(row("FIFOs, forks, rearrangers", 0, 0, "", "-", 0, rest));
    return rows;
  }

  private static List<String> row(
      String layer, int weights, int bits, String folding, String where, long clocks, Resources r) {
    return List.of(
        layer,
        weights == 0 ? "-" : String.valueOf(weights),
        bits == 0 ? "-" : String.valueOf(bits),
        folding,
        where,
        clocks == 0 ? "-" : String.valueOf(clocks),
        String.format(Locale.ROOT, "%.0f", r.lut()),
        String.format(Locale.ROOT, "%.0f", r.ff()),
        String.format(Locale.ROOT, "%.1f", r.bram()),
        String.format(Locale.ROOT, "%.0f", r.dsp()));
  }
}
