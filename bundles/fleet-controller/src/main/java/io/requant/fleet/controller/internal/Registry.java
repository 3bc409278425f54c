package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.Reported.ActivationFigures;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.fleet.protocol.Reported.Refusal;
import io.requant.fleet.protocol.Slice;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What every gateway said last, in memory; what changed waits here until it is stored. */
final class Registry {

  /** Most gateways of one controller. */
  static final int MAX_GATEWAYS = 1_000_000;

  private static final Logger LOG = System.getLogger(Registry.class.getName());

  /** A gateway, with its bucket under the salt that was asked for last. */
  static final class Entry {
    private GatewayRow row;
    private String salt = "";
    private short bucket;

    private Entry(GatewayRow row) {
      this.row = row;
    }

    GatewayRow row() {
      return row;
    }

    int bucket(String ofSalt) {
      if (!salt.equals(ofSalt)) {
        bucket = (short) Slice.bucket(ofSalt, row.id());
        salt = ofSalt;
      }
      return bucket;
    }
  }

  private final TreeMap<String, Entry> gateways = new TreeMap<>();
  private Map<String, GatewayRow> unsaved = new LinkedHashMap<>();
  private final Texts texts = new Texts();

  /** What a report changes. */
  enum Change {
    /** It is older than the one before. */
    STALE,
    /** Only figures changed. */
    FIGURES,
    /** Phase, code, position, policy or refusals changed. */
    STATE,
    /** The same, and it is the first of a process of the agent. */
    BOOT
  }

  /** Takes a report. */
  synchronized Change report(Reported reported, long now) {
    Entry entry = gateways.get(reported.gateway());
    if (entry == null && gateways.size() >= MAX_GATEWAYS) {
      LOG.log(Level.ERROR, "more than {0} gateways; report ignored", MAX_GATEWAYS);
      return Change.STALE;
    }
    GatewayRow before = entry == null ? null : entry.row;
    boolean sameBoot = before != null && before.bootId().equals(reported.bootId());
    if (sameBoot && before.reportSeq() >= reported.reportSeq()) {
      return Change.STALE;
    }
    GatewayRow row = row(reported, before, now);
    put(row);
    unsaved.put(row.id(), row);
    if (!sameBoot) {
      return Change.BOOT;
    }
    return sameState(before, row) ? Change.FIGURES : Change.STATE;
  }

  private void put(GatewayRow row) {
    Entry entry = gateways.get(row.id());
    if (entry == null) {
      gateways.put(row.id(), new Entry(row));
    } else {
      entry.row = row;
    }
  }

  private GatewayRow row(Reported r, GatewayRow before, long now) {
    Optional<ActivationFigures> figures = r.activation().filter(f -> f.seq() == r.observed().seq());
    Optional<Refusal> refusal = r.refusal();
    boolean sameBoot = before != null && before.bootId().equals(r.bootId());
    boolean newRefusal =
        refusal.isPresent() && !(sameBoot && before.refusalCount() >= refusal.get().count());
    boolean stillSettled =
        before != null
            && before.observed().equals(r.observed())
            && before.phase() == r.phase()
            && before.settled() > 0;
    long settledAt = r.phase().settled() ? now : 0;
    return new GatewayRow(
        before == null ? r.gateway() : before.id(),
        texts.one(r.ring()),
        sameBoot ? before.bootId() : r.bootId(),
        r.reportSeq(),
        now,
        before != null && before.observed().equals(r.observed()) ? before.observed() : r.observed(),
        r.phase(),
        r.code().orElse(null),
        texts.one(message(r)),
        texts.one(r.active().map(ActivePolicy::name).orElse("")),
        texts.one(r.active().map(ActivePolicy::digest).orElse("")),
        r.active().map(ActivePolicy::seq).orElse(0L),
        stillSettled ? before.settled() : settledAt,
        refusal.map(Refusal::code).orElse(null),
        texts.one(refusal.map(Refusal::message).orElse("")),
        refusal.map(Refusal::count).orElse(0L),
        newRefusal ? now : sameBoot ? before.refused() : 0,
        true,
        before == null ? 0 : before.presence(),
        new GatewayRow.Figures(
            figures.map(f -> f.firstFrameMicros().orElse(f.exchangeMicros())).orElse(-1L),
            figures.map(ActivationFigures::shadowMicros).orElse(-1L),
            figures.flatMap(ActivationFigures::agreement).orElse(-1.0),
            r.health().map(Reported.Health::framesPerSecond).orElse(0.0),
            r.health().map(Reported.Health::p99Micros).orElse(0L),
            r.health().map(Reported.Health::lost).orElse(0L)),
        r.certNotAfter().map(Instant::toEpochMilli).orElse(0L));
  }

  /** What it says, and what it says of its certificate. */
  private static String message(Reported r) {
    return r.certProblem()
        .map(problem -> r.message() + "; its renewed certificate is not in use: " + problem)
        .map(text -> text.substring(0, Math.min(text.length(), Reported.MAX_MESSAGE)))
        .orElse(r.message());
  }

  private static boolean sameState(GatewayRow a, GatewayRow b) {
    return a.phase() == b.phase()
        && a.code() == b.code()
        && a.observed().equals(b.observed())
        && a.activeDigest().equals(b.activeDigest())
        && a.activeSeq() == b.activeSeq()
        && a.ring().equals(b.ring())
        && a.refusalCount() == b.refusalCount()
        && a.refusalCode() == b.refusalCode();
  }

  /**
   * Takes a presence; a will that is late does not overrule a newer process.
   *
   * @return the gateway, if that changed whether it is there
   */
  synchronized Optional<GatewayRow> presence(Presence presence, long now) {
    Entry entry = gateways.get(presence.gateway());
    if (entry == null) {
      return Optional.empty();
    }
    GatewayRow known = entry.row;
    boolean ofAnother =
        presence.bootId().isPresent() && !presence.bootId().get().equals(known.bootId());
    if (ofAnother && presence.state() == Presence.State.OFFLINE) {
      return Optional.empty();
    }
    GatewayRow row = known.with(presence.state() == Presence.State.ONLINE, now);
    entry.row = row;
    unsaved.put(row.id(), row);
    return row.online() == known.online() ? Optional.empty() : Optional.of(row);
  }

  /**
   * Takes those who are said to be there, and have not been heard for some time, as gone.
   *
   * @param since when they were asked
   * @return how many
   */
  synchronized int goneUnlessHeard(long since, long now) {
    int gone = 0;
    for (Entry entry : gateways.values()) {
      if (entry.row.online() && entry.row.heard() < since) {
        entry.row = entry.row.with(false, now);
        unsaved.put(entry.row.id(), entry.row);
        gone++;
      }
    }
    return gone;
  }

  /**
   * Takes what is stored, of gateways that another controller hears, or from before a restart. What
   * is newer here stays.
   */
  synchronized void load(GatewayRow stored) {
    Entry entry = gateways.get(stored.id());
    boolean newerHere = entry != null && newer(entry.row, stored);
    if (!newerHere) {
      put(texts.shared(stored));
    }
  }

  /** Clocks of controllers differ a little: within a process of the agent its own numbers count. */
  private static boolean newer(GatewayRow here, GatewayRow stored) {
    boolean byNumber =
        here.bootId().equals(stored.bootId()) && here.reportSeq() != stored.reportSeq();
    return byNumber
        ? here.reportSeq() > stored.reportSeq()
        : Math.max(here.received(), here.presence())
            >= Math.max(stored.received(), stored.presence());
  }

  /** What changed since the last time. */
  synchronized Collection<GatewayRow> takeUnsaved() {
    Collection<GatewayRow> taken = unsaved.values();
    unsaved = new LinkedHashMap<>();
    return taken;
  }

  /** Gives back what could not be stored. */
  synchronized void giveBack(Collection<GatewayRow> rows) {
    rows.forEach(row -> unsaved.putIfAbsent(row.id(), row));
  }

  /** Calls with every gateway, ordered by id; must return soon. */
  synchronized void each(Consumer<Entry> sink) {
    gateways.values().forEach(sink);
  }

  /** A gateway. */
  synchronized Optional<Entry> find(String gateway) {
    return Optional.ofNullable(gateways.get(gateway));
  }

  /** Ids that come after one, in order, {@code limit} at most. */
  synchronized List<String> idsAfter(String id, int limit) {
    return gateways.tailMap(id, false).keySet().stream().limit(limit).toList();
  }

  /** All, ordered by id. */
  synchronized List<GatewayRow> rows() {
    List<GatewayRow> rows = new ArrayList<>(gateways.size());
    gateways.values().forEach(entry -> rows.add(entry.row));
    return rows;
  }

  /** Rings that gateways named. */
  synchronized Set<String> rings() {
    Set<String> rings = new TreeSet<>();
    gateways.values().forEach(entry -> rings.add(entry.row.ring()));
    return rings;
  }

  /** How many there are. */
  synchronized int size() {
    return gateways.size();
  }
}
