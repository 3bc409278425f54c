package io.requant.bench.internal.report;

import io.requant.bench.internal.compare.EngineResult;
import io.requant.bench.internal.compare.NetworkResult;
import io.requant.bench.internal.machine.Peak;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All that was found.
 *
 * @param header what every report starts with
 * @param peaks measured ceilings of this core
 * @param peerVersion version of ONNX Runtime
 * @param networks results by network
 */
public record Findings(
    Map<String, Object> header,
    List<Peak> peaks,
    String peerVersion,
    List<NetworkResult> networks) {

  public Findings {
    peaks = List.copyOf(peaks);
    networks = List.copyOf(networks);
  }

  /** The ceiling of an engine: the highest of its operand width, or the highest of all. */
  static Optional<Peak> ceiling(List<Peak> peaks, EngineResult engine) {
    Comparator<Peak> byRate = Comparator.comparingDouble(Peak::macsPerSecond);
    return peaks.stream()
        .filter(p -> p.operandBits() == engine.operandBits())
        .max(byRate)
        .or(() -> peaks.stream().max(byRate));
  }

  /** What makes figures doubtful, one sentence each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (NetworkResult network : networks) {
      if (network.load().busy()) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "'%s' on a busy machine: this thread had %.0f %% of the time, other processes %.2f cores, the hypervisor took %.2f, %.1f %% of the turns were interrupted; ratios are paired, times and shares of the peak are pessimistic",
                network.subject().name(),
                100 * network.load().ownShare(),
                network.load().otherCores(),
                network.load().stealCores(),
                100 * network.race().disturbed()));
      }
      if (!network.race().stable()) {
        warnings.add(
            "'%s' did not settle within its warm-up: give more --seconds"
                .formatted(network.subject().name()));
      }
    }
    return warnings;
  }
}
