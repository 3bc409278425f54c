package io.requant.dscprune.internal.report;

import io.requant.api.hardware.HardwareEstimate;
import io.requant.api.hardware.HardwareResource;
import io.requant.dscprune.internal.run.Findings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a device needs, as tables and JSON have it. */
final class HardwareColumns {

  static final List<String> HEAD =
      List.of("frames/s", "clocks a frame", "LUT", "block RAM", "DSP", "fits");

  private HardwareColumns() {}

  /** One cell for each of {@link #HEAD}; they say so if nobody knows. */
  static List<String> cells(Optional<HardwareEstimate> estimate, Findings.Search search) {
    if (estimate.isEmpty()) {
      String why =
          search.device().isEmpty()
              ? "no device"
              : search.estimator() ? "cannot be laid out" : "no estimator";
      return List.of(why, "-", "-", "-", "-", "-");
    }
    HardwareEstimate e = estimate.get();
    return List.of(
        Numbers.decimal(e.framesPerSecond(), 0),
        Numbers.grouped(e.cyclesPerFrame()),
        share(e, HardwareResource.LUT),
        share(e, HardwareResource.BLOCK_RAM),
        share(e, HardwareResource.DSP),
        e.fits() ? "yes" : "no");
  }

  private static String share(HardwareEstimate estimate, HardwareResource resource) {
    return String.format(
        Locale.ROOT,
        "%s%c(%.0f%c%%)",
        Numbers.decimal(estimate.used().of(resource), 0),
        Numbers.UNBROKEN,
        100 * estimate.share(resource),
        Numbers.UNBROKEN);
  }

  static Map<String, Object> values(HardwareEstimate e) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("device", e.device());
    values.put("framesPerSecond", e.framesPerSecond());
    values.put("cyclesPerFrame", e.cyclesPerFrame());
    values.put("latencyCycles", e.latencyCycles());
    values.put("fits", e.fits());
    for (HardwareResource resource : HardwareResource.values()) {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("used", e.used().of(resource));
      cells.put("available", e.available().of(resource));
      values.put(resource.name().toLowerCase(Locale.ROOT), cells);
    }
    return values;
  }
}
