package io.requant.fleet.controller.internal;

import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.fleet.controller.internal.MessageWriter.Parcel;
import io.requant.fleet.controller.internal.rollout.Wanted;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.controller.internal.store.OrderTable;
import io.requant.fleet.controller.internal.store.OrderTable.Baseline;
import io.requant.fleet.controller.internal.store.OrderTable.Issued;
import io.requant.fleet.controller.internal.store.OrderTable.Kept;
import io.requant.fleet.controller.internal.store.OrderTable.RolloutRow;
import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Issues messages: each gets its place, is signed and is on the disk, with whatever goes with it,
 * before it is published.
 */
final class Desk {

  private final MessageWriter writer;
  private final Post post;
  private final SigningKey key;
  private final OrderTable orders;
  private final Clock clock;
  private final Map<Target, Wanted> wanted = new ConcurrentHashMap<>();
  private volatile Position last = Position.NONE;

  Desk(ControllerSettings settings, Post post, SigningKey key, OrderTable orders, Clock clock) {
    writer = new MessageWriter(settings, key);
    this.post = post;
    this.key = key;
    this.orders = orders;
    this.clock = clock;
  }

  /**
   * A message that is to be issued.
   *
   * @param change what it belongs to; empty for a change of its own
   */
  record Draft(
      Target target,
      Optional<String> change,
      Action action,
      Optional<Policy> policy,
      Slice slice,
      PushOptions options) {}

  /** What goes with a message: all of it is stored, or nothing. */
  record With(
      Optional<RolloutRow> rollout,
      List<Kept> policies,
      Optional<Baseline> baseline,
      AuditTable.Entry audit) {}

  /** Begins a new epoch: other controllers of the tenant cannot issue anything from now on. */
  synchronized void lead() throws IOException {
    last = orders.beginEpoch();
    reload();
  }

  /** Reads again what is wanted. */
  synchronized void reload() throws IOException {
    for (Map.Entry<Target, Issued> message : orders.desired().entrySet()) {
      Wanted known = wanted.get(message.getKey());
      if (known == null || !known.desired().position().equals(message.getValue().position())) {
        wanted.put(
            message.getKey(), Wanted.of(message.getValue().message(), message.getValue().issued()));
      }
    }
  }

  /** Follows the places that another controller gives. */
  void follow(Position position) {
    last = position;
  }

  /** Publishes again all that is wanted: the broker's retained messages are no database. */
  void publishAll() {
    for (Map.Entry<Target, Wanted> message : wanted.entrySet()) {
      var unused = post.desired(message.getKey(), message.getValue().message());
    }
  }

  /** Issues a message. */
  synchronized PushReceipt issue(Draft draft, With with) {
    Parcel parcel = writer.pack(draft, known(draft));
    Instant now = clock.instant();
    Issued issued =
        carryOut(
                Optional.of(
                    new OrderTable.Message(
                        draft.target(),
                        now.toEpochMilli(),
                        position -> writer.seal(parcel, position, now))),
                with)
            .orElseThrow();
    try {
      wanted.put(draft.target(), Wanted.of(issued.message(), issued.issued()));
    } catch (IOException e) {
      throw new UncheckedIOException("message that was just written cannot be read", e);
    }
    return new PushReceipt(
        issued.position().epoch(),
        issued.position().seq(),
        draft.policy().map(Policy::digest),
        issued.message().length,
        post.topic(draft.target()),
        post.desired(draft.target(), issued.message()));
  }

  /** Stores what goes without a message. */
  synchronized void store(With with) {
    carryOut(Optional.empty(), with);
  }

  private Optional<Issued> carryOut(Optional<OrderTable.Message> message, With with) {
    Optional<Issued> issued =
        orders.carryOut(
            last.epoch(),
            new OrderTable.Order(
                message, with.rollout(), with.policies(), with.baseline(), with.audit()));
    issued.ifPresent(i -> last = i.position());
    return issued;
  }

  private List<URI> known(Draft draft) {
    return draft.policy().map(policy -> orders.urls(policy.digest().hex())).orElse(List.of());
  }

  /**
   * Checks before anything is promised that a message with a policy is not too large.
   *
   * @param urls where the policy may be fetched, if that was said anew
   * @throws IllegalArgumentException if it is
   */
  void check(Draft draft, List<URI> urls) {
    var unused = writer.pack(draft, urls.isEmpty() ? known(draft) : urls);
  }

  /** A policy that was named before. */
  Optional<Policy> policy(String digest) {
    return orders.policy(digest);
  }

  /** Publishes a ring's message again. */
  void repeat(String ring) {
    Target target = new Target.Ring(ring);
    var unused = post.desired(target, wanted.get(target).message());
  }

  /** Sends its ring's message to one gateway, once. */
  void remind(String gateway, Wanted message) {
    post.remind(gateway, message.message());
  }

  /** Asks every gateway of a ring to report within a minute. */
  void resync(String ring) {
    post.resync(ring);
  }

  /** The newest message of a ring or gateway; null if there was none. */
  Wanted wanted(Target target) {
    return wanted.get(target);
  }

  /** The newest messages of all. */
  List<Wanted> each() {
    return List.copyOf(wanted.values());
  }

  /** Rings that were told something. */
  List<String> rings() {
    return wanted.keySet().stream()
        .filter(Target.Ring.class::isInstance)
        .map(Target::id)
        .sorted()
        .toList();
  }

  /** The message of a gateway's own, if it counts; null if its ring's counts. */
  Wanted pin(String gateway) {
    Wanted own = wanted.get(new Target.Gateway(gateway));
    return own == null || own.desired().action() == Action.RELEASE ? null : own;
  }

  /** Whether any gateway has a message of its own. */
  boolean hasPins() {
    return wanted.keySet().stream().anyMatch(Target.Gateway.class::isInstance);
  }

  /** Place of the newest message. */
  Position last() {
    return last;
  }

  /** Id of the key that signs. */
  String keyId() {
    return key.id().hex();
  }
}
