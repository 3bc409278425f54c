package io.requant.bench.internal.compare;

import io.requant.bench.internal.machine.MachineLoad;
import io.requant.bench.internal.network.Subject;
import io.requant.bench.internal.statistics.PairedRatio;
import io.requant.bench.internal.timing.RaceResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A comparison on one network.
 *
 * @param subject the network
 * @param engines ours and peers
 * @param ratios every engine of ours against every peer
 * @param absent engines that could not take part
 * @param race how it was timed
 * @param load how busy the machine was meanwhile
 * @param sweeps time against width, by engine; may be empty
 */
public record NetworkResult(
    Subject subject,
    List<EngineResult> engines,
    List<Ratio> ratios,
    List<Absent> absent,
    RaceResult race,
    MachineLoad load,
    List<Sweep> sweeps) {

  /** How many times as fast as a peer an engine of ours is. */
  public record Ratio(String engine, String peer, PairedRatio value) {}

  /** An engine that could not take part, and why. */
  public record Absent(String id, String reason) {}

  /** Time of one engine at several widths. */
  public record Sweep(String engine, List<Width> widths) {}

  /**
   * Time at one width.
   *
   * @param precision e.g. w4a4
   * @param times how many times as long as w8a8 it takes
   */
  public record Width(String precision, PairedRatio times) {}

  public NetworkResult {
    engines = List.copyOf(engines);
    ratios = List.copyOf(ratios);
    absent = List.copyOf(absent);
    sweeps = List.copyOf(sweeps);
  }

  /** The fastest engine of ours, or of the peers. */
  public Optional<EngineResult> fastest(boolean peer) {
    return engines.stream()
        .filter(e -> e.peer() == peer)
        .min(Comparator.comparingDouble(e -> e.micros().median()));
  }

  /** One engine. */
  public EngineResult engine(String id) {
    return engines.stream().filter(e -> e.id().equals(id)).findFirst().orElseThrow();
  }

  /** Our fastest engine against the fastest peer; empty where one side is not there. */
  public Optional<Ratio> headline() {
    return fastest(false)
        .flatMap(
            own ->
                fastest(true)
                    .flatMap(
                        peer ->
                            ratios.stream()
                                .filter(r -> r.engine().equals(own.id()))
                                .filter(r -> r.peer().equals(peer.id()))
                                .findFirst()));
  }
}
