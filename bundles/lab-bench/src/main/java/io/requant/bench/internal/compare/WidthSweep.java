package io.requant.bench.internal.compare;

import io.requant.bench.internal.compare.NetworkResult.Sweep;
import io.requant.bench.internal.compare.NetworkResult.Width;
import io.requant.bench.internal.engine.Candidate;
import io.requant.bench.internal.engine.Entry;
import io.requant.bench.internal.engine.NotPossibleException;
import io.requant.bench.internal.machine.MachineLoad;
import io.requant.bench.internal.network.Subject;
import io.requant.bench.internal.statistics.PairedRatio;
import io.requant.bench.internal.timing.Race;
import io.requant.bench.internal.timing.RaceOptions;
import io.requant.bench.internal.timing.RaceResult;
import java.util.ArrayList;
import java.util.List;

/** What widths cost an engine: the same network at several precisions, raced against w8a8. */
final class WidthSweep {

  /** What the others are compared with. */
  static final String BASE = "w8a8";

  private WidthSweep() {}

  /**
   * Sweeps.
   *
   * @param subjects the same network at several widths, {@link #BASE} among them
   */
  static Sweep of(Candidate candidate, List<Subject> subjects, RaceOptions options)
      throws NotPossibleException {
    List<Entry> entries = new ArrayList<>();
    try {
      for (Subject subject : subjects) {
        Entry entry = candidate.on(subject).prepare(subject.policy());
        entries.add(entry);
        new Exactness(subject).require(candidate.id(), entry);
      }
      RaceResult race =
          new Race(entries, options, System::nanoTime, MachineLoad::threadNanos).run();
      int base = subjects.stream().map(s -> s.policy().name()).toList().indexOf(BASE);
      List<Width> widths = new ArrayList<>();
      for (int i = 0; i < entries.size(); i++) {
        widths.add(
            new Width(
                subjects.get(i).policy().name(),
                PairedRatio.of(race.nanos()[i], race.nanos()[base], options.seed())));
      }
      return new Sweep(candidate.id(), widths);
    } finally {
      entries.forEach(Entry::close);
    }
  }
}
