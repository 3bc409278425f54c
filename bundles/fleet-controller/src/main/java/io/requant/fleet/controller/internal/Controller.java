package io.requant.fleet.controller.internal;

import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutView;
import io.requant.api.transport.Transport;
import io.requant.fleet.controller.internal.rest.CommandAnswer;
import io.requant.fleet.controller.internal.rest.CommandReceipt;
import io.requant.fleet.controller.internal.rest.Figures;
import io.requant.fleet.controller.internal.rest.Operations;
import io.requant.fleet.controller.internal.rollout.Rollout;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreException;
import io.requant.fleet.protocol.Command;
import io.requant.fleet.protocol.Ids;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.Topics;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Signs, stores and publishes messages, takes what gateways say, and rolls out in waves. */
final class Controller implements Operations, AutoCloseable {

  private static final Logger LOG = System.getLogger(Controller.class.getName());

  private final String tenant;
  private final Transport transport;
  private final FleetStore store;
  private final Clock clock;
  private final Registry registry = new Registry();
  private final Waiters waiters = new Waiters();
  private final Post post;
  private final Desk desk;
  private final Overview overview;
  private final Rollouts rollouts;
  private final Inbox inbox;
  private final Ears ears;
  private final Pushes pushes;
  private final Commands commands;
  private final Seat seat;
  private final BrokerWatch broker;
  private final Rounds rounds;
  private final Transport.Subscription connection;

  /** A controller with the store to itself: it leads and hears every gateway. */
  Controller(
      ControllerSettings settings,
      Transport transport,
      SigningKey key,
      FleetStore store,
      Clock clock)
      throws IOException {
    this(settings, transport, key, store, clock, Optional.empty());
  }

  /**
   * Takes up what is stored, listens to gateways, and asks those that it knows from before to
   * report. Who leads begins a new epoch and publishes again what is wanted.
   *
   * @param membership its place among others that share the store; empty if there are none
   */
  Controller(
      ControllerSettings settings,
      Transport transport,
      SigningKey key,
      FleetStore store,
      Clock clock,
      Optional<Membership> membership)
      throws IOException {
    tenant = settings.tenant();
    this.transport = transport;
    this.store = store;
    this.clock = clock;
    Topics topics = new Topics(settings.tenant());
    post = new Post(transport, topics);
    desk = new Desk(settings, post, key, store.orders(), clock);
    overview = new Overview(registry, desk, settings.assessor(), clock);
    rollouts = new Rollouts(desk, store.orders(), clock);
    pushes = new Pushes(desk, rollouts, clock);
    AntiEntropy antiEntropy = new AntiEntropy(desk, clock);
    Arrivals arrivals = new Arrivals(waiters, antiEntropy, desk, this::leads, clock);
    Answers answers = new Answers(store.audit());
    commands = new Commands(tenant, key, post, registry, store.audit(), answers, clock);
    inbox = new Inbox(topics, registry, store, clock, answers, arrivals::heard);
    ears = new Ears(transport, topics, inbox);
    RollCall rollCall =
        new RollCall(registry, this::everyRing, desk::resync, clock, settings.assessor().answer());
    seat = new Seat(store, registry, desk, rollouts, ears, clock, membership, rollCall);
    connection = transport.onConnection(rollCall::connection);
    seat.take();
    broker = new BrokerWatch(transport);
    rounds =
        new Rounds(
            inbox,
            seat,
            broker,
            overview,
            rollCall,
            rollouts,
            antiEntropy,
            new Renewal(desk, clock));
  }

  private Set<String> everyRing() {
    Set<String> rings = new TreeSet<>(registry.rings());
    rings.addAll(desk.rings());
    rings.addAll(rollouts.rings());
    return rings;
  }

  /** Does what is due: to be called about every second, by one thread. */
  void tick() {
    rounds.run();
  }

  @Override
  public PushReceipt push(Target target, Policy policy, PushOptions options, String who) {
    seat.require();
    return pushes.push(target, policy, options, who);
  }

  @Override
  public PushReceipt release(String gateway, String who) {
    seat.require();
    return pushes.release(gateway, who);
  }

  @Override
  public PushReceipt halt(String ring, String who) {
    seat.require();
    return pushes.halt(ring, who);
  }

  @Override
  public RolloutView rollout(RolloutRequest request, String who) {
    seat.require();
    Rollout begun = rollouts.begin(request, who);
    if (!registry.rings().contains(begun.ring())) {
      // Its gateways may have reported before this controller listened for the first time.
      desk.resync(begun.ring());
    }
    return rollouts.view(begun, Map.of());
  }

  @Override
  public RolloutView order(String rollout, RolloutOrder order, String who) {
    seat.require();
    return rollouts.view(rollouts.order(rollout, order, who), overview.rings());
  }

  @Override
  public List<RolloutView> rollouts() {
    return rollouts.views(overview.rings());
  }

  @Override
  public Map<String, FleetCounts> rings() {
    return overview.rings();
  }

  @Override
  public Optional<GatewayStanding> explain(String gateway) {
    return overview.explain(gateway);
  }

  @Override
  public List<GatewayStanding> standings() {
    return overview.after("", Registry.MAX_GATEWAYS);
  }

  @Override
  public List<GatewayReport> reports() {
    return registry.rows().stream().map(Views::report).toList();
  }

  @Override
  public CompletableFuture<GatewayReport> settled(String gateway, PushReceipt receipt) {
    return waiters.settled(gateway, new Position(receipt.epoch(), receipt.seq()), registry);
  }

  @Override
  public Subscription onReport(ReportListener listener) {
    return waiters.listen(listener);
  }

  @Override
  public void resync(String ring, String who) {
    store
        .audit()
        .append(new AuditTable.Entry(clock.millis(), who, "resync", Ids.check("ring", ring), "{}"));
    desk.resync(ring);
  }

  @Override
  public CommandReceipt command(String gateway, Command.Kind kind, Duration valid, String who) {
    seat.require();
    return commands.give(gateway, kind, valid, who);
  }

  @Override
  public CommandAnswer answer(String gateway, String command) {
    return commands.answer(gateway, command);
  }

  @Override
  public List<GatewayStanding> standingsAfter(String gateway, int limit) {
    return overview.after(gateway, limit);
  }

  @Override
  public AuditTable audit() {
    return store.audit();
  }

  @Override
  public String tenant() {
    return tenant;
  }

  @Override
  public Position last() {
    return desk.last();
  }

  @Override
  public String keyId() {
    return desk.keyId();
  }

  @Override
  public boolean leads() {
    return seat.leads();
  }

  @Override
  public Optional<String> leader() {
    return seat.leader();
  }

  @Override
  public Optional<String> problem() {
    if (!transport.connected()) {
      return Optional.of("there is no connection to the broker");
    }
    return rounds.problem();
  }

  @Override
  public Figures figures() {
    return new Figures(
        post.sent(), inbox.reports(), inbox.refused(), overview.certificatesEndingSoon());
  }

  /** Slots of gateways that it hears, where several share the store. */
  Set<Integer> slots() {
    return ears.slots();
  }

  /** Hears no more; what it wants stays retained at the broker. Does not close the store. */
  @Override
  public void close() {
    broker.close();
    connection.close();
    ears.close();
    waiters.close();
    try {
      inbox.flush();
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "the last reports were not stored: {0}", e.getMessage());
    }
    seat.leave();
  }
}
