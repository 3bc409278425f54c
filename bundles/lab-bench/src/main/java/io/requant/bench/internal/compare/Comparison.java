package io.requant.bench.internal.compare;

import io.requant.api.command.VerbException;
import io.requant.api.report.Spread;
import io.requant.bench.internal.compare.NetworkResult.Absent;
import io.requant.bench.internal.compare.NetworkResult.Ratio;
import io.requant.bench.internal.compare.NetworkResult.Sweep;
import io.requant.bench.internal.engine.Candidate;
import io.requant.bench.internal.engine.Entry;
import io.requant.bench.internal.engine.NotPossibleException;
import io.requant.bench.internal.engine.Preparation;
import io.requant.bench.internal.machine.MachineLoad;
import io.requant.bench.internal.machine.ResidentMemory;
import io.requant.bench.internal.network.Subject;
import io.requant.bench.internal.statistics.PairedRatio;
import io.requant.bench.internal.timing.Race;
import io.requant.bench.internal.timing.RaceOptions;
import io.requant.bench.internal.timing.RaceResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares engines on one network: all are built and checked, then raced, then switched. */
public final class Comparison {

  private static final double MILLI = 1e6;
  private static final double MICRO = 1e3;

  private final List<? extends Candidate> candidates;
  private final RaceOptions options;
  private final int switches;

  /**
   * Prepares.
   *
   * @param candidates ours and peers
   * @param options how they are timed
   * @param switches how many switches of policy are timed; 0 for none
   */
  public Comparison(List<? extends Candidate> candidates, RaceOptions options, int switches) {
    this.candidates = List.copyOf(candidates);
    this.options = options;
    this.switches = switches;
  }

  /** An engine in the race. */
  private record Runner(
      Candidate candidate,
      Preparation preparation,
      Entry entry,
      double agreement,
      double rssMegabytes,
      double prepareMillis) {}

  /**
   * Compares.
   *
   * @param subject the network
   * @param widths the same network at several widths, to sweep; may be empty
   * @throws VerbException if an engine of ours gives other logits than the reference, or none can
   *     run the network
   */
  public NetworkResult run(Subject subject, List<Subject> widths) {
    Exactness exactness = new Exactness(subject);
    List<Runner> runners = new ArrayList<>();
    List<Absent> absent = new ArrayList<>();
    try {
      for (Candidate candidate : candidates) {
        try {
          runners.add(prepare(candidate, subject, exactness));
        } catch (NotPossibleException e) {
          absent.add(new Absent(candidate.id(), e.getMessage()));
        }
      }
      if (runners.isEmpty()) {
        throw new VerbException("no engine can run network '" + subject.name() + "': " + absent);
      }
      MachineLoad.Watch watch = MachineLoad.watch();
      RaceResult race =
          new Race(
                  runners.stream().map(Runner::entry).toList(),
                  options,
                  System::nanoTime,
                  MachineLoad::threadNanos)
              .run();
      MachineLoad load = watch.load();
      List<EngineResult> engines = new ArrayList<>();
      for (int i = 0; i < runners.size(); i++) {
        engines.add(result(runners.get(i), subject, race.nanos()[i]));
      }
      List<Sweep> sweeps = sweeps(runners, widths, absent);
      return new NetworkResult(subject, engines, ratios(runners, race), absent, race, load, sweeps);
    } finally {
      runners.forEach(runner -> runner.entry().close());
    }
  }

  private static Runner prepare(Candidate candidate, Subject subject, Exactness exactness)
      throws NotPossibleException {
    Preparation preparation = candidate.on(subject);
    double before = ResidentMemory.settledMegabytes();
    long start = System.nanoTime();
    Entry entry = preparation.prepare(subject.policy());
    double millis = (System.nanoTime() - start) / MILLI;
    double agreement = exactness.agreement(entry);
    double growth = ResidentMemory.settledMegabytes() - before;
    if (!candidate.peer()) {
      exactness.require(candidate.id(), entry);
    }
    entry.input(subject.inputs().get(0));
    return new Runner(candidate, preparation, entry, agreement, growth, millis);
  }

  private EngineResult result(Runner runner, Subject subject, double[] nanos) {
    Spread micros = Spread.of(Arrays.stream(nanos).map(n -> n / MICRO).toArray());
    return new EngineResult(
        runner.candidate().id(),
        runner.candidate().peer(),
        runner.entry().path(),
        runner.entry().operandBits(),
        micros,
        subject.macs() / (micros.median() / 1e6),
        runner.entry().bytes(),
        runner.rssMegabytes(),
        runner.prepareMillis(),
        switchMillis(runner, subject),
        runner.agreement(),
        runner.entry().operators());
  }

  private double switchMillis(Runner runner, Subject subject) {
    try {
      return switches == 0
          ? Double.NaN
          : SwitchTime.median(runner.preparation(), subject, switches);
    } catch (NotPossibleException e) {
      return Double.NaN; // the other policy is one that it cannot run
    }
  }

  private List<Ratio> ratios(List<Runner> runners, RaceResult race) {
    List<Ratio> ratios = new ArrayList<>();
    for (int own = 0; own < runners.size(); own++) {
      for (int peer = 0; peer < runners.size(); peer++) {
        if (!runners.get(own).candidate().peer() && runners.get(peer).candidate().peer()) {
          ratios.add(
              new Ratio(
                  runners.get(own).candidate().id(),
                  runners.get(peer).candidate().id(),
                  PairedRatio.of(race.nanos()[peer], race.nanos()[own], options.seed())));
        }
      }
    }
    return ratios;
  }

  private List<Sweep> sweeps(List<Runner> runners, List<Subject> widths, List<Absent> absent) {
    List<Sweep> sweeps = new ArrayList<>();
    if (widths.isEmpty()) {
      return sweeps;
    }
    for (Runner runner : runners) {
      if (!runner.candidate().peer()) {
        try {
          sweeps.add(WidthSweep.of(runner.candidate(), widths, options));
        } catch (NotPossibleException e) {
          absent.add(new Absent(runner.candidate().id() + ", widths", e.getMessage()));
        }
      }
    }
    return sweeps;
  }
}
