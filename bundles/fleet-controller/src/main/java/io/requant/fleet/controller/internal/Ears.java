package io.requant.fleet.controller.internal;

import io.requant.api.transport.Transport;
import io.requant.api.transport.Transport.Subscription;
import io.requant.fleet.protocol.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Listens to the gateways of some slots, or of all. One thread at a time. */
final class Ears implements AutoCloseable {

  /** Slots of gateways: a slot is the first hexadecimal digit of their shards. */
  static final int SLOTS = 16;

  private final Transport transport;
  private final Topics topics;
  private final Inbox inbox;
  private final Map<Integer, List<Subscription>> slots = new HashMap<>();
  private final List<Subscription> all = new ArrayList<>();
  private volatile Set<Integer> heard = Set.of();

  Ears(Transport transport, Topics topics, Inbox inbox) {
    this.transport = transport;
    this.topics = topics;
    this.inbox = inbox;
  }

  /** Listens to every gateway. */
  void hearAll() {
    if (all.isEmpty()) {
      all.add(transport.subscribe(topics.everyReported(), inbox::reported));
      all.add(transport.subscribe(topics.everyPresence(), inbox::presence));
    }
  }

  /**
   * Listens to the gateways of these slots and to no others. Who has all of them needs two filters
   * instead of 512, which some brokers take seconds for. What comes twice meanwhile has one number.
   *
   * @return whether there are new ones among them
   */
  boolean hear(Set<Integer> wanted) {
    Set<Integer> fresh = new HashSet<>(wanted);
    fresh.removeAll(heard);
    heard = Set.copyOf(wanted);
    boolean every = wanted.size() == SLOTS;
    if (every) {
      hearAll();
    } else {
      for (int slot : wanted) {
        slots.computeIfAbsent(slot, this::subscribe);
      }
      all.forEach(Subscription::close);
      all.clear();
    }
    for (int slot : Set.copyOf(slots.keySet())) {
      if (every || !wanted.contains(slot)) {
        slots.remove(slot).forEach(Subscription::close);
      }
    }
    return !fresh.isEmpty();
  }

  private List<Subscription> subscribe(int slot) {
    List<Subscription> subscriptions = new ArrayList<>();
    for (int low = 0; low < SLOTS; low++) {
      String shard = "/" + Integer.toHexString(slot) + Integer.toHexString(low) + "/gw/";
      subscriptions.add(
          transport.subscribe(topics.everyReported().replace("/+/gw/", shard), inbox::reported));
      subscriptions.add(
          transport.subscribe(topics.everyPresence().replace("/+/gw/", shard), inbox::presence));
    }
    return subscriptions;
  }

  /** Slots that are listened to, where several controllers share them. */
  Set<Integer> slots() {
    return heard;
  }

  @Override
  public void close() {
    hear(Set.of());
  }
}
