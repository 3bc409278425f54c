package io.requant.fleet.controller.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutPlan.OnFailure;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutState;
import io.requant.api.fleet.RolloutView;
import io.requant.fleet.controller.internal.rollout.Rollout;
import io.requant.fleet.controller.internal.rollout.Rollout.Effect;
import io.requant.fleet.controller.internal.rollout.Rollout.Named;
import io.requant.fleet.controller.internal.rollout.Rollout.Step;
import io.requant.fleet.controller.internal.rollout.RolloutCodec;
import io.requant.fleet.controller.internal.rollout.Wanted;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.controller.internal.store.OrderTable;
import io.requant.fleet.controller.internal.store.OrderTable.Baseline;
import io.requant.fleet.controller.internal.store.OrderTable.Kept;
import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Ids;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The rollouts of a controller: every step is stored, with its message, before it is published. */
final class Rollouts {

  private static final Logger LOG = System.getLogger(Rollouts.class.getName());
  private static final int REMEMBERED = 200;
  private static final String AUTOMATIC = "controller";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Desk desk;
  private final OrderTable orders;
  private final Clock clock;
  private final Map<String, Rollout> rollouts = new LinkedHashMap<>();

  Rollouts(Desk desk, OrderTable orders, Clock clock) {
    this.desk = desk;
    this.orders = orders;
    this.clock = clock;
  }

  /** Reads what is stored. */
  synchronized void reload() {
    rollouts.clear();
    orders.rollouts(REMEMBERED).stream()
        .map(RolloutCodec::decode)
        .forEach(rollout -> rollouts.put(rollout.id(), rollout));
  }

  /** Begins a rollout. */
  synchronized Rollout begin(RolloutRequest request, String who) {
    Ids.check("ring", request.ring());
    requireNoneActive(request.ring());
    Optional<Policy> fallback = request.fallback().or(() -> orders.baseline(request.ring()));
    if (fallback.isEmpty() && request.plan().onFailure() == OnFailure.ROLLBACK) {
      throw new IllegalArgumentException(
          ("ring %s was never told to run something as a whole, so there is nothing to go back to:"
                  + " name a fallback, or let it pause on failure")
              .formatted(request.ring()));
    }
    Instant now = clock.instant();
    String id = freshId(now);
    Rollout rollout =
        Rollout.begin(
            id,
            request.ring(),
            named(request.policy()),
            fallback.map(Rollouts::named),
            request.options(),
            request.plan(),
            now,
            who);
    desk.check(RolloutDraft.of(rollout, Action.APPLY, Optional.of(request.policy())), List.of());
    List<Kept> policies =
        new ArrayList<>(List.of(new Kept(request.policy(), request.options().urls())));
    fallback.ifPresent(
        back -> {
          List<URI> urls = request.fallbackUrls();
          desk.check(RolloutDraft.of(rollout, Action.ROLLBACK, Optional.of(back)), urls);
          policies.add(new Kept(back, urls));
        });
    desk.store(
        new Desk.With(
            Optional.of(RolloutCodec.encode(rollout)),
            policies,
            Optional.empty(),
            entry(rollout, who, "rollout", now)));
    remember(rollout);
    return rollout;
  }

  private static Named named(Policy policy) {
    return new Named(policy.name(), policy.digest().hex());
  }

  private String freshId(Instant now) {
    String id = "ro-" + STAMP.format(now);
    String free = id;
    for (int n = 2; rollouts.containsKey(free); n++) {
      free = id + "-" + n;
    }
    return free;
  }

  private void remember(Rollout rollout) {
    rollouts.put(rollout.id(), rollout);
    rollouts.values().stream()
        .filter(r -> r.progress().state().ended())
        .sorted(Comparator.comparing(Rollout::created).reversed())
        .skip(REMEMBERED)
        .map(Rollout::id)
        .toList()
        .forEach(rollouts::remove);
  }

  /**
   * Does something to a ring that no rollout is at work on, and lets none begin meanwhile.
   *
   * @throws IllegalStateException if there is one
   */
  synchronized <T> T whileNoneIsActive(String ring, Supplier<T> work) {
    requireNoneActive(ring);
    return work.get();
  }

  private void requireNoneActive(String ring) {
    for (Rollout rollout : rollouts.values()) {
      if (rollout.ring().equals(ring) && !rollout.progress().state().ended()) {
        throw new IllegalStateException(
            "rollout %s of ring %s is %s: abort it or let it end first"
                .formatted(rollout.id(), ring, rollout.progress().state()));
      }
    }
  }

  /** Carries out an order. */
  synchronized Rollout order(String id, RolloutOrder order, String who) {
    Rollout rollout = rollouts.get(id);
    if (rollout == null) {
      throw new IllegalArgumentException("there is no rollout '" + id + "'");
    }
    boolean newest =
        rollouts.values().stream()
            .filter(r -> r.ring().equals(rollout.ring()))
            .max(Comparator.comparing(Rollout::created))
            .filter(rollout::equals)
            .isPresent();
    if (order == RolloutOrder.ROLLBACK && !newest) {
      throw new IllegalStateException(
          "rollout " + id + " is not the newest of ring " + rollout.ring());
    }
    return apply(rollout, rollout.order(order, who, clock.instant()), who);
  }

  /** Goes on with every rollout that has not ended. */
  synchronized void tick(Map<String, FleetCounts> rings) {
    Instant now = clock.instant();
    for (Rollout rollout : List.copyOf(rollouts.values())) {
      if (!rollout.progress().state().ended()) {
        FleetCounts counts = rings.getOrDefault(rollout.ring(), FleetCounts.NONE);
        Step step = rollout.tick(counts, now);
        // The gateways are counted anew before anything else happens: one step a tick.
        if (!step.rollout().equals(rollout)) {
          apply(rollout, step, AUTOMATIC);
        }
      }
    }
  }

  private Rollout apply(Rollout before, Step step, String who) {
    Rollout rollout = step.rollout();
    RolloutState state = rollout.progress().state();
    boolean sameState = state == before.progress().state();
    if (sameState && step.effect() == Effect.NONE) {
      rollouts.put(rollout.id(), rollout); // only its words changed
      return rollout;
    }
    Optional<Named> goesBackTo =
        switch (state) {
          case COMPLETED -> Optional.of(rollout.policy());
          case ROLLING_BACK -> rollout.fallback();
          default -> Optional.empty();
        };
    Optional<Baseline> baseline =
        goesBackTo.map(named -> new Baseline(rollout.ring(), named.digest()));
    Desk.With with =
        new Desk.With(
            Optional.of(RolloutCodec.encode(rollout)),
            List.of(),
            baseline,
            entry(rollout, who, "rollout." + state, clock.instant()));
    switch (step.effect()) {
      case NONE -> desk.store(with);
      case WAVE -> publish(rollout, Action.APPLY, policy(rollout.policy()), with);
      case ROLLBACK ->
          publish(rollout, Action.ROLLBACK, policy(rollout.fallback().orElseThrow()), with);
      case HALT -> publish(rollout, Action.HALT, Optional.empty(), with);
    }
    rollouts.put(rollout.id(), rollout);
    LOG.log(Level.INFO, "rollout {0}: {1}: {2}", rollout.id(), state, rollout.progress().reason());
    return rollout;
  }

  private Optional<Policy> policy(Named named) {
    return Optional.of(
        orders
            .policy(named.digest())
            .orElseThrow(
                () -> new IllegalStateException("policy " + named.name() + " is not stored")));
  }

  private void publish(Rollout rollout, Action action, Optional<Policy> policy, Desk.With with) {
    var unused = desk.issue(RolloutDraft.of(rollout, action, policy), with);
  }

  private static AuditTable.Entry entry(Rollout rollout, String who, String event, Instant now) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("ring", rollout.ring())
        .put("policy", rollout.policy().name())
        .put("digest", rollout.policy().digest())
        .put("wave", rollout.progress().wave())
        .put("state", rollout.progress().state().name())
        .put("reason", rollout.progress().reason());
    return new AuditTable.Entry(now.toEpochMilli(), who, event, rollout.id(), json.toString());
  }

  /** Rings that a rollout is at work on, or waits for. */
  synchronized Set<String> rings() {
    return rollouts.values().stream()
        .filter(rollout -> !rollout.progress().state().ended())
        .map(Rollout::ring)
        .collect(Collectors.toSet());
  }

  /** All that are remembered, the newest first. */
  synchronized List<RolloutView> views(Map<String, FleetCounts> rings) {
    return rollouts.values().stream()
        .sorted(Comparator.comparing(Rollout::created).thenComparing(Rollout::id).reversed())
        .map(rollout -> view(rollout, rings))
        .toList();
  }

  /** One as others see it: counts are of the ring's newest message, if that is its own. */
  RolloutView view(Rollout rollout, Map<String, FleetCounts> rings) {
    Wanted wanted = desk.wanted(new Target.Ring(rollout.ring()));
    FleetCounts counts =
        wanted != null && wanted.desired().rolloutId().equals(rollout.id())
            ? rings.getOrDefault(rollout.ring(), FleetCounts.NONE)
            : FleetCounts.NONE;
    return new RolloutView(
        rollout.id(),
        rollout.ring(),
        rollout.policy().name(),
        rollout.policy().digest(),
        rollout.fallback().map(Named::name),
        rollout.progress().state(),
        rollout.progress().wave(),
        rollout.progress().reason(),
        rollout.plan(),
        counts,
        rollout.progress().publishes(),
        rollout.created(),
        rollout.createdBy(),
        rollout.progress().changed());
  }
}
