package io.requant.demo.internal;

import io.requant.demo.internal.LevelWatch.LevelNote;
import io.requant.demo.internal.LevelWatch.PolicyNote;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a gateway followed its resources while a load ran beside it.
 *
 * @param cpuPercent share of every processor that the load held
 * @param loadSeconds how long; 0 if the level was the lowest already
 * @param dwellMillis least time that a level lasts
 * @param bounds names of the policies that the fleet allowed
 * @param levels levels, the first from before the load
 * @param policies changes of policy
 * @param framesLost frames that were given up or are in no account
 * @param problem what went wrong; empty if nothing did
 */
record AdaptationNote(
    int cpuPercent,
    double loadSeconds,
    long dwellMillis,
    List<String> bounds,
    List<LevelNote> levels,
    List<PolicyNote> policies,
    long framesLost,
    Optional<String> problem) {

  /** What a watch has seen; a problem of before goes before what the watch shows. */
  static AdaptationNote of(
      int cpuPercent,
      double loadSeconds,
      Duration dwell,
      LevelTable table,
      LevelWatch watch,
      long framesLost,
      Optional<String> problem) {
    return new AdaptationNote(
        cpuPercent,
        loadSeconds,
        dwell.toMillis(),
        table.names(),
        watch.levels(),
        watch.policies(),
        framesLost,
        problem
            .or(() -> outside(table, watch))
            .or(
                () ->
                    watch.followed()
                        ? Optional.empty()
                        : Optional.of(
                            "the policy of level %d %%, %s, does not run"
                                .formatted(watch.level(), table.at(watch.level()))))
            .or(
                () ->
                    framesLost == 0
                        ? Optional.empty()
                        : Optional.of(framesLost + " frames were lost or given up")));
  }

  private static Optional<String> outside(LevelTable table, LevelWatch watch) {
    return watch.policies().stream()
        .map(PolicyNote::policy)
        .filter(policy -> !table.names().contains(policy))
        .findFirst()
        .map(policy -> "it ran policy " + policy + ", which the fleet does not allow");
  }

  /** Whether nothing went wrong. */
  boolean good() {
    return problem.isEmpty();
  }

  /** As an entry of a JSON report. */
  Map<String, Object> entries() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("cpuPercent", cpuPercent);
    report.put("loadSeconds", loadSeconds);
    report.put("dwellMillis", dwellMillis);
    report.put("bounds", bounds);
    report.put("levels", levels);
    report.put("policies", policies);
    report.put("framesLost", framesLost);
    report.put("problem", problem.orElse(null));
    return report;
  }

  /** Prints it in two or three lines. */
  void print(PrintWriter out) {
    if (!levels.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "%nload       %d %% for %.1f s; level %s %%%n",
          cpuPercent,
          loadSeconds,
          levels.stream()
              .map(l -> String.valueOf(l.percent()))
              .collect(Collectors.joining(" -> ")));
      out.printf(
          Locale.ROOT,
          "           %d changes of policy by itself%s; %d frames lost%n",
          policies.size(),
          policies.stream()
              .map(p -> String.format(Locale.ROOT, "%s (%.1f ms)", p.policy(), p.switchMillis()))
              .collect(Collectors.joining(", ", policies.isEmpty() ? "" : ": ", "")),
          framesLost);
    }
    problem.ifPresent(what -> out.println("           FAILED: " + what));
  }
}
