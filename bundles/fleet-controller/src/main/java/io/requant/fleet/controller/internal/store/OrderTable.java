package io.requant.fleet.controller.internal.store;

import io.requant.fleet.controller.internal.store.Database.Durability;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a controller wants: its place in the order of messages, the newest message of each target,
 * what each ring goes back to, and the rollouts.
 */
public final class OrderTable {

  private final Database database;
  private final String tenant;
  private final AuditTable audit;
  private final PolicyTable policies;
  private final RolloutTable rollouts;

  /** The orders of a tenant. */
  public OrderTable(Database database, String tenant) {
    this.database = database;
    this.tenant = tenant;
    audit = new AuditTable(database, tenant);
    policies = new PolicyTable(database, tenant);
    rollouts = new RolloutTable(database, tenant);
  }

  /** Signs a message once its place is known. */
  @FunctionalInterface
  public interface Sealer {
    /** The message for this place. */
    byte[] seal(Position position);
  }

  /**
   * A stored message.
   *
   * @param position its place
   * @param issued when it was written, milliseconds since 1970
   * @param message signed bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Issued(Position position, long issued, byte[] message) {}

  /**
   * A rollout as it is stored.
   *
   * @param id its name
   * @param ring whom it is for
   * @param created when it was ordered, milliseconds since 1970
   * @param ended whether another one may begin
   * @param document everything else, JSON
   */
  public record RolloutRow(String id, String ring, long created, boolean ended, String document) {}

  /**
   * What one transaction does, all or nothing.
   *
   * @param message what to issue, if anything
   * @param rollout what to remember of a rollout, if anything
   * @param policies contents that are named for the first time
   * @param baseline what a ring goes back to from now on, if that changes
   * @param audit who did what
   */
  public record Order(
      Optional<Message> message,
      Optional<RolloutRow> rollout,
      List<Kept> policies,
      Optional<Baseline> baseline,
      AuditTable.Entry audit) {

    public Order {
      policies = List.copyOf(policies);
    }
  }

  /**
   * A policy that is to be found by its digest from now on.
   *
   * @param urls where gateways may fetch it; empty if nobody said
   */
  public record Kept(Policy policy, List<URI> urls) {

    public Kept {
      urls = List.copyOf(urls);
    }
  }

  /** A message to a target, to be signed. */
  public record Message(Target target, long issued, Sealer sealer) {}

  /** What a ring goes back to. */
  public record Baseline(String ring, String digest) {}

  /**
   * Begins a new epoch, which fences off whoever has the one before.
   *
   * @return the place of the last message, in the new epoch
   */
  public Position beginEpoch() {
    return database.transaction(Durability.FORCED, this::beginEpoch);
  }

  private Position beginEpoch(Connection connection) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("update place set epoch = epoch + 1 where tenant = ?")) {
      s.setString(1, tenant);
      if (s.executeUpdate() == 0) {
        setPlace(connection, new Position(1, 0));
      }
    }
    return place(connection).orElseThrow();
  }

  void setPlace(Connection connection, Position position) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("insert into place (tenant, epoch, seq) values (?, ?, ?)")) {
      s.setString(1, tenant);
      s.setLong(2, position.epoch());
      s.setLong(3, position.seq());
      s.executeUpdate();
    }
  }

  Optional<Position> place(Connection connection) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("select epoch, seq from place where tenant = ?")) {
      s.setString(1, tenant);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? Optional.of(new Position(r.getLong(1), r.getLong(2))) : Optional.empty();
      }
    }
  }

  /** The place of the last message of the tenant; 0, 0 if there was none. */
  public Position place() {
    return database.transaction(Durability.RELAXED, this::place).orElse(Position.NONE);
  }

  /**
   * Carries out an order: afterwards all of it is on the disk, or nothing.
   *
   * @param epoch the epoch of this controller
   * @return the message, if there is one
   * @throws FencedException if another controller has begun a newer epoch
   */
  public Optional<Issued> carryOut(long epoch, Order order) {
    return database.transaction(
        Durability.FORCED,
        connection -> {
          Position position = reserve(connection, epoch, order.message().isPresent());
          for (Kept policy : order.policies()) {
            policies.keep(connection, policy);
          }
          Optional<Issued> issued = Optional.empty();
          if (order.message().isPresent()) {
            Message m = order.message().get();
            issued = Optional.of(new Issued(position, m.issued(), m.sealer().seal(position)));
            put(connection, m.target(), issued.get());
          }
          if (order.rollout().isPresent()) {
            rollouts.put(connection, order.rollout().get());
          }
          if (order.baseline().isPresent()) {
            policies.put(connection, order.baseline().get());
          }
          audit.append(connection, order.audit());
          return issued;
        });
  }

  /** The row lock keeps another controller from beginning an epoch before this is committed. */
  private Position reserve(Connection connection, long epoch, boolean message) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "update place set seq = seq + ? where tenant = ? and epoch = ?")) {
      s.setInt(1, message ? 1 : 0);
      s.setString(2, tenant);
      s.setLong(3, epoch);
      if (s.executeUpdate() == 0) {
        throw new FencedException(epoch);
      }
    }
    return place(connection).orElseThrow();
  }

  void put(Connection connection, Target target, Issued issued) throws SQLException {
    String where = " where tenant = ? and kind = ? and target = ?";
    String set = "update desired set epoch = ?, seq = ?, issued = ?, message = ?" + where;
    String add =
        "insert into desired (epoch, seq, issued, message, tenant, kind, target)"
            + " values (?, ?, ?, ?, ?, ?, ?)";
    for (String sql : List.of(set, add)) {
      try (PreparedStatement s = connection.prepareStatement(sql)) {
        s.setLong(1, issued.position().epoch());
        s.setLong(2, issued.position().seq());
        s.setLong(3, issued.issued());
        s.setBytes(4, issued.message());
        s.setString(5, tenant);
        s.setString(6, kind(target));
        s.setString(7, target.id());
        if (s.executeUpdate() > 0) {
          return;
        }
      }
    }
  }

  private static String kind(Target target) {
    return target instanceof Target.Ring ? "ring" : "gateway";
  }

  /** The newest message of every target. */
  public Map<Target, Issued> desired() {
    return database.transaction(
        Durability.RELAXED,
        connection -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "select kind, target, epoch, seq, issued, message from desired"
                      + " where tenant = ? order by epoch, seq")) {
            s.setString(1, tenant);
            Map<Target, Issued> all = new LinkedHashMap<>();
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                String id = r.getString(2);
                all.put(
                    r.getString(1).equals("ring") ? new Target.Ring(id) : new Target.Gateway(id),
                    new Issued(
                        new Position(r.getLong(3), r.getLong(4)), r.getLong(5), r.getBytes(6)));
              }
            }
            return all;
          }
        });
  }

  /** What a ring goes back to, if it was ever told to run something as a whole. */
  public Optional<Policy> baseline(String ring) {
    return policies.baseline(ring);
  }

  /** A policy that was named before. */
  public Optional<Policy> policy(String digest) {
    return policies.policy(digest);
  }

  /** Where a policy that was named before may be fetched; empty if nobody said. */
  public List<URI> urls(String digest) {
    return policies.urls(digest);
  }

  /**
   * Rollouts, the newest first: all that have not ended, and the newest of the others.
   *
   * @param limit most of those that have ended
   */
  public List<RolloutRow> rollouts(int limit) {
    return rollouts.newest(limit);
  }
}
