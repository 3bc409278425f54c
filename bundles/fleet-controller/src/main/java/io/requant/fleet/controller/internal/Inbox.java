package io.requant.fleet.controller.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.transport.InboundMessage;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.controller.internal.store.StoreException;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.ReportedCodec;
import io.requant.fleet.protocol.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Takes what gateways say. It is in memory at once and stored in batches: what a crash loses
 * between two batches is said again, because a controller that starts asks every ring to report.
 */
final class Inbox {

  private static final Logger LOG = System.getLogger(Inbox.class.getName());
  private static final int MAX_EVENTS = 50_000;
  private static final long KEPT_EVENTS = 500_000;
  private static final int PRUNE_EVERY = 20_000;

  private final Topics topics;
  private final Registry registry;
  private final FleetStore store;
  private final Clock clock;
  private final Answers answers;
  private final BiConsumer<GatewayRow, Registry.Change> heard;
  private final ObjectMapper mapper = new ObjectMapper();
  private final LongAdder reports = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private List<AuditTable.Event> events = new ArrayList<>();
  private long forgotten;
  private int sincePruned;

  /**
   * An inbox.
   *
   * @param heard hears of every report that counts
   */
  Inbox(
      Topics topics,
      Registry registry,
      FleetStore store,
      Clock clock,
      Answers answers,
      BiConsumer<GatewayRow, Registry.Change> heard) {
    this.topics = topics;
    this.registry = registry;
    this.store = store;
    this.clock = clock;
    this.answers = answers;
    this.heard = heard;
  }

  /** Takes a report. */
  void reported(InboundMessage message) {
    try {
      Reported report = ReportedCodec.decode(message.payload());
      if (!comesFrom(report.gateway(), message.topic())) {
        return;
      }
      reports.increment();
      Registry.Change change = registry.report(report, clock.millis());
      if (change != Registry.Change.STALE) {
        GatewayRow row = registry.find(report.gateway()).orElseThrow().row();
        if (change != Registry.Change.FIGURES) {
          note(row);
        }
        answers.news(report, clock.millis()).ifPresent(this::keep);
        heard.accept(row, change);
      }
    } catch (RefusedException e) {
      refused.increment();
      LOG.log(Level.WARNING, "{0}: {1}: {2}", message.topic(), e.code(), e.getMessage());
    }
  }

  /** Takes a presence. */
  void presence(InboundMessage message) {
    try {
      Presence presence = Presence.decode(message.payload());
      if (comesFrom(presence.gateway(), message.topic())) {
        registry.presence(presence, clock.millis()).ifPresent(this::note);
      }
    } catch (RefusedException e) {
      refused.increment();
      LOG.log(Level.WARNING, "{0}: {1}: {2}", message.topic(), e.code(), e.getMessage());
    }
  }

  /** Whether a message says the same of its sender as its topic, which the broker guards. */
  private boolean comesFrom(String gateway, String topic) {
    boolean same =
        topics.parse(topic).map(Topics.GatewayTopic::gateway).filter(gateway::equals).isPresent();
    if (!same) {
      refused.increment();
      LOG.log(Level.WARNING, "{0}: says it is {1}; ignored", topic, gateway);
    }
    return same;
  }

  private void note(GatewayRow row) {
    ObjectNode json = mapper.createObjectNode();
    json.put("online", row.online())
        .put("message", row.observed().toString())
        .put("phase", row.phase().name());
    row.whyNot().ifPresent(code -> json.put("code", code.name()));
    json.put("says", row.message())
        .put("policy", row.activeName())
        .put("digest", row.activeDigest());
    if (row.refusalCode() != null) {
      json.putObject("refusal")
          .put("code", row.refusalCode().name())
          .put("message", row.refusalMessage())
          .put("count", row.refusalCount());
    }
    keep(new AuditTable.Event(clock.millis(), row.id(), json.toString()));
  }

  private synchronized void keep(AuditTable.Event event) {
    if (events.size() < MAX_EVENTS) {
      events.add(event);
    } else {
      forgotten++;
    }
  }

  /** Stores what has come since the last time. One thread at a time. */
  void flush() {
    Collection<GatewayRow> rows = registry.takeUnsaved();
    List<AuditTable.Event> taken;
    synchronized (this) {
      taken = events;
      events = new ArrayList<>();
      if (forgotten > 0) {
        LOG.log(Level.WARNING, "{0} changes of gateways were not recorded: too many", forgotten);
        forgotten = 0;
      }
    }
    boolean stored = false;
    try {
      if (!rows.isEmpty()) {
        store.gateways().write(rows, store.database().now());
      }
      stored = true;
      store.audit().append(taken);
    } catch (StoreException e) {
      if (!stored) {
        registry.giveBack(rows);
      }
      throw e;
    }
    sincePruned += taken.size();
    if (sincePruned > PRUNE_EVERY) {
      sincePruned = 0;
      store.audit().prune(KEPT_EVENTS);
    }
  }

  /** Reports taken so far. */
  long reports() {
    return reports.sum();
  }

  /** Messages that were not taken. */
  long refused() {
    return refused.sum();
  }
}
