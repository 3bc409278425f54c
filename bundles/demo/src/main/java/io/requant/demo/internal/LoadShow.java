package io.requant.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Lets a load run beside the gateway, and watches it adapt and come back. */
final class LoadShow {

  /** Until the load computes its JVM has to start, on a machine that may be busy. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Part of the time in which the level may go on falling. */
  private static final double FALLING = 0.6;

  private static final long POLL_MILLIS = 100;

  private final Statuses statuses;
  private final LevelTable table;
  private final Duration dwell;
  private final Duration patience;
  private final Loads loads;
  private final Consumer<String> out;
  private final LevelWatch watch;
  private final long start = System.nanoTime();

  /** Starts a load of so many per cent. */
  interface Loads {
    Load start(int percent) throws IOException;
  }

  /** A load; closing ends it. */
  interface Load extends AutoCloseable {

    /** Whether it runs. */
    boolean alive();

    /** Where it tells what it does. */
    Path log();

    @Override
    void close();
  }

  /** Asks the gateway for its status. */
  interface Statuses {
    JsonNode now() throws IOException, InterruptedException;
  }

  /**
   * Makes a show.
   *
   * @param dwell least time of a level, as the gateway is configured
   * @param patience longest wait for the load to show, and for a change of policy to end
   * @param out takes lines for people
   */
  LoadShow(
      Statuses statuses,
      LevelTable table,
      Duration dwell,
      Duration patience,
      Loads loads,
      Consumer<String> out) {
    this.statuses = statuses;
    this.table = table;
    this.dwell = dwell;
    this.patience = patience;
    this.loads = loads;
    this.out = out;
    watch = new LevelWatch(table);
  }

  /**
   * Runs.
   *
   * @param percent share of every processor that the load holds
   * @param box how long it should take; longer only while something is on its way
   */
  AdaptationNote run(int percent, Duration box) throws IOException, InterruptedException {
    long before = givenUp();
    waitUntil(patience, watch::followed);
    if (!watch.known()) {
      return note(percent, 0, before, Optional.of("the gateway does not tell its resource level"));
    }
    if (watch.level() == LevelWatch.LOWEST) {
      out.accept("no load: other programs leave the gateway so little already");
      return note(percent, 0, before, Optional.empty());
    }
    Optional<String> problem = Optional.empty();
    double loaded;
    long began = System.nanoTime();
    try (Load load = loads.start(percent)) {
      out.accept("./requant load --cpu " + percent + " starts beside the gateway");
      waitUntil(patience, () -> watch.fell() || !load.alive());
      waitUntil(left(scaled(box, FALLING)), () -> atLowest() || !load.alive());
      waitUntil(patience, watch::followed);
      if (!load.alive()) {
        problem = Optional.of("the load ended by itself; see " + load.log());
      }
      loaded = (System.nanoTime() - began) / 1e9;
    }
    out.accept(String.format(Locale.ROOT, "the load ends after %.1f s", loaded));
    if (problem.isEmpty() && !watch.fell()) {
      problem = Optional.of("the level did not fall under the load");
    }
    // Up again one dwell after the last change at the earliest, and perhaps in two steps.
    Duration least = dwell.multipliedBy(2).plusSeconds(2);
    Duration rest = left(box);
    waitUntil(
        rest.compareTo(least) > 0 ? rest : least,
        () -> watch.level() >= watch.firstLevel() && watch.followed());
    waitUntil(patience, watch::followed);
    return note(percent, loaded, before, problem);
  }

  private AdaptationNote note(
      int percent, double loaded, long givenUpBefore, Optional<String> problem)
      throws IOException, InterruptedException {
    return AdaptationNote.of(
        percent, loaded, dwell, table, watch, givenUp() - givenUpBefore, problem);
  }

  private boolean atLowest() {
    return watch.level() == LevelWatch.LOWEST && watch.followed();
  }

  private static Duration scaled(Duration box, double part) {
    return Duration.ofNanos((long) (box.toNanos() * part));
  }

  private Duration left(Duration box) {
    return box.minusNanos(System.nanoTime() - start);
  }

  /** Looks until something is so, or the time is over; once at least. */
  private void waitUntil(Duration limit, BooleanSupplier reached)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    look();
    while (!reached.getAsBoolean() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      look();
    }
  }

  private void look() throws IOException, InterruptedException {
    watch.see((System.nanoTime() - start) / 1e9, statuses.now()).forEach(out);
  }

  private long givenUp() throws IOException, InterruptedException {
    JsonNode ledger = statuses.now().get("ledger");
    return ledger.get("lost").asLong() + ledger.get("shed").asLong();
  }
}
