package io.requant.fleet.simulator.internal.torture;

import io.requant.fleet.agent.internal.machine.AgentState;
import io.requant.fleet.agent.internal.machine.FileStateStore;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.simulator.internal.GatewayEvent;
import io.requant.fleet.simulator.internal.GatewayLog;
import io.requant.fleet.simulator.internal.Violation;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The history of a gateway in a process of its own, as its reports and its disk tell it. What was
 * on the wire when the broker was killed may come again, late: older reports of a process are left
 * out, and so are those of a process that another has followed.
 */
final class ProductGateway {

  private final String id;
  private final FileStateStore disk;
  private final GatewayLog log = new GatewayLog();
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> boots = new HashSet<>();
  private Optional<Reported> last = Optional.empty();
  private String boot = "";
  private long seq;
  private Position observed = Position.NONE;
  private String active = "";

  ProductGateway(String id, Path agentDirectory) {
    this.id = id;
    disk = new FileStateStore(agentDirectory);
  }

  String id() {
    return id;
  }

  /** Takes a report. What it says must have been on the disk before it was said. */
  synchronized void said(Reported report) {
    boolean late =
        report.bootId().equals(boot) ? report.reportSeq() <= seq : !boots.add(report.bootId());
    if (late) {
      return;
    }
    last = Optional.of(report);
    boot = report.bootId();
    seq = report.reportSeq();
    look();
    if (observed.isAfter(report.observed())) {
      add(Invariant.NO_REGRESS, "it said " + observed + " and later " + report.observed());
    }
    observed = report.observed();
    computes(report.active().map(Reported.ActivePolicy::digest).orElse(""));
    log.add(new GatewayEvent.Said(observed, active));
    report.health().ifPresent(h -> account(h.in(), h.inferred(), h.shed(), h.inFlight(), h.lost()));
  }

  /** Looks at what its agent has on the disk. */
  synchronized void look() {
    try {
      log.stored(
          disk.load().stream()
              .flatMap(state -> state.ratchets().values().stream())
              .map(AgentState.Ratchet::ring)
              .max(Position::compareTo)
              .orElse(Position.NONE));
    } catch (IOException e) {
      add(Invariant.NO_REGRESS, "the agent's state cannot be read: " + e.getMessage());
    }
  }

  /** A policy, by digest, computes; empty for none. */
  synchronized void computes(String digest) {
    if (!digest.equals(active)) {
      if (!active.isEmpty()) {
        log.add(new GatewayEvent.Ended(active));
      }
      if (!digest.isEmpty()) {
        log.add(new GatewayEvent.Began(digest));
      }
      active = digest;
    }
  }

  /** Takes an account of frames. */
  synchronized void account(long in, long inferred, long shed, long inFlight, long lost) {
    boolean balanced = lost == 0 && in == inferred + shed + inFlight;
    // Beside those that wait one is computed, and one may be on its way between them.
    if (!balanced || inFlight > Site.CAPACITY + 2) {
      add(
          Invariant.LEDGER,
          "in %d, inferred %d, shed %d, in flight %d, lost %d"
              .formatted(in, inferred, shed, inFlight, lost));
    }
  }

  private void add(Invariant invariant, String message) {
    violations.add(new Violation(id, invariant, message));
  }

  synchronized Optional<Reported> lastReport() {
    return last;
  }

  synchronized List<GatewayEvent> events() {
    return log.events();
  }

  synchronized List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** How many processes of it were heard. */
  synchronized int lives() {
    return boots.size();
  }
}
