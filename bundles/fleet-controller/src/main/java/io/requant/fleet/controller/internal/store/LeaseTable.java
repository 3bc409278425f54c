package io.requant.fleet.controller.internal.store;

import io.requant.fleet.controller.internal.store.Database.Durability;
import io.requant.fleet.controller.internal.store.Shares.Lease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Leases of the controllers that share a database, by the clock of that database. */
public final class LeaseTable {

  private final Database database;
  private final String tenant;

  /** The leases of a tenant. */
  public LeaseTable(Database database, String tenant) {
    this.database = database;
    this.tenant = tenant;
  }

  /**
   * What a controller holds.
   *
   * @param slots slots of gateways, 0..15
   * @param leads whether it leads
   * @param term how often the leader has changed
   * @param leader address of who leads; empty if nobody does, or it has not said
   */
  public record Holding(Set<Integer> slots, boolean leads, long term, Optional<String> leader) {

    /** Nothing. */
    public static final Holding NONE = new Holding(Set.of(), false, 0, Optional.empty());

    public Holding {
      slots = Set.copyOf(slots);
    }
  }

  /**
   * Says that a controller lives, and takes, keeps or gives back leases.
   *
   * @param id the controller
   * @param address where others reach it; may be empty
   * @param lifetime of what it says and holds, in milliseconds
   */
  public Holding renew(String id, String address, long lifetime) {
    return database.transaction(
        Durability.RELAXED,
        connection -> {
          create(connection);
          List<Lease> leases = lock(connection);
          // Read after the lock: whoever waited for it must not live in the past.
          long now = now(connection);
          live(connection, id, address, now + lifetime);
          int alive = alive(connection, now);
          List<Lease> next = Shares.decide(leases, id, alive, now, lifetime);
          write(connection, leases, next);
          return holding(connection, id, next, now);
        });
  }

  /** Gives everything back at once, so that others need not wait. */
  public void release(String id) {
    database.transaction(
        Durability.RELAXED,
        connection -> {
          lock(connection);
          try (PreparedStatement leases =
                  connection.prepareStatement(
                      "update lease set holder = null, expires = 0"
                          + " where tenant = ? and holder = ?");
              PreparedStatement controllers =
                  connection.prepareStatement(
                      "delete from controller where tenant = ? and id = ?")) {
            for (PreparedStatement s : List.of(leases, controllers)) {
              s.setString(1, tenant);
              s.setString(2, id);
              s.executeUpdate();
            }
          }
          return null;
        });
  }

  private void create(Connection connection) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "insert into lease (tenant, slot, holder, term, expires)"
                + " select cast(? as varchar), cast(? as smallint), cast(null as varchar), 0, 0"
                + " where not exists (select 1 from lease where tenant = ?)")) {
      // One row first: who comes second at the same time fails on its key and tries again.
      for (int slot = Shares.LEADER; slot >= 0; slot--) {
        s.setString(1, tenant);
        s.setInt(2, slot);
        s.setString(3, slot == Shares.LEADER ? tenant : "");
        if (s.executeUpdate() == 0) {
          return;
        }
      }
    }
  }

  private List<Lease> lock(Connection connection) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "select slot, holder, term, expires from lease where tenant = ?"
                + " order by slot for update")) {
      s.setString(1, tenant);
      List<Lease> leases = new ArrayList<>();
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          leases.add(new Lease(r.getInt(1), r.getString(2), r.getLong(3), r.getLong(4)));
        }
      }
      return leases;
    }
  }

  private static long now(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet r =
            s.executeQuery("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)")) {
      r.next();
      return r.getLong(1);
    }
  }

  private void live(Connection connection, String id, String address, long expires)
      throws SQLException {
    for (String sql :
        List.of(
            "update controller set address = ?, expires = ? where tenant = ? and id = ?",
            "insert into controller (address, expires, tenant, id) values (?, ?, ?, ?)")) {
      try (PreparedStatement s = connection.prepareStatement(sql)) {
        s.setString(1, address);
        s.setLong(2, expires);
        s.setString(3, tenant);
        s.setString(4, id);
        if (s.executeUpdate() > 0) {
          return;
        }
      }
    }
  }

  private int alive(Connection connection, long now) throws SQLException {
    try (PreparedStatement old =
            connection.prepareStatement(
                "delete from controller where tenant = ? and expires <= ?");
        PreparedStatement count =
            connection.prepareStatement("select count(*) from controller where tenant = ?")) {
      old.setString(1, tenant);
      old.setLong(2, now);
      old.executeUpdate();
      count.setString(1, tenant);
      try (ResultSet r = count.executeQuery()) {
        r.next();
        return r.getInt(1);
      }
    }
  }

  private void write(Connection connection, List<Lease> before, List<Lease> after)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "update lease set holder = ?, term = ?, expires = ? where tenant = ? and slot = ?")) {
      for (int i = 0; i < after.size(); i++) {
        Lease lease = after.get(i);
        if (!lease.equals(before.get(i))) {
          s.setString(1, lease.holder());
          s.setLong(2, lease.term());
          s.setLong(3, lease.expires());
          s.setString(4, tenant);
          s.setInt(5, lease.slot());
          s.addBatch();
        }
      }
      s.executeBatch();
    }
  }

  private Holding holding(Connection connection, String id, List<Lease> leases, long now)
      throws SQLException {
    Set<Integer> slots = new HashSet<>();
    leases.stream()
        .filter(l -> l.slot() != Shares.LEADER && l.heldBy(id))
        .forEach(l -> slots.add(l.slot()));
    Lease lead = leases.get(Shares.LEADER);
    Optional<String> leader = Optional.empty();
    if (!lead.free(now)) {
      try (PreparedStatement s =
          connection.prepareStatement(
              "select address from controller where tenant = ? and id = ? and address <> ''")) {
        s.setString(1, tenant);
        s.setString(2, lead.holder());
        try (ResultSet r = s.executeQuery()) {
          leader = r.next() ? Optional.of(r.getString(1)) : Optional.empty();
        }
      }
    }
    return new Holding(slots, lead.heldBy(id), lead.term(), leader);
  }
}
