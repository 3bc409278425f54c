package io.requant.fleet.controller.internal.store;

import io.requant.fleet.controller.internal.store.Database.Durability;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Who did what, and what gateways said that changed their state, in SQL. */
public final class AuditTable {

  private static final int MAX_DETAIL = 4000;

  private final Database database;
  private final String tenant;

  /** The records of a tenant. */
  public AuditTable(Database database, String tenant) {
    this.database = database;
    this.tenant = tenant;
  }

  /**
   * An order.
   *
   * @param at milliseconds since 1970
   * @param actor who ordered
   * @param event what
   * @param subject of whom: a ring, a gateway or a rollout
   * @param detail JSON, at most 4000 characters
   */
  public record Entry(long at, String actor, String event, String subject, String detail) {

    public Entry {
      actor = cut(actor, 200);
      detail = GatewayTable.clean(detail);
      if (detail.length() > MAX_DETAIL) {
        throw new IllegalArgumentException("audit entry of " + detail.length() + " characters");
      }
    }
  }

  /**
   * What a gateway said.
   *
   * @param at milliseconds since 1970
   * @param gateway which
   * @param detail JSON, at most 4000 characters
   */
  public record Event(long at, String gateway, String detail) {

    public Event {
      detail = cut(detail, MAX_DETAIL);
    }
  }

  private static String cut(String text, int length) {
    String clean = GatewayTable.clean(text);
    return clean.length() <= length ? clean : clean.substring(0, length);
  }

  /** Writes an order within a transaction. */
  void append(Connection connection, Entry entry) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "insert into audit (tenant, at, actor, event, subject, detail)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      s.setString(1, tenant);
      s.setLong(2, entry.at());
      s.setString(3, entry.actor());
      s.setString(4, entry.event());
      s.setString(5, entry.subject());
      s.setString(6, entry.detail());
      s.executeUpdate();
    }
  }

  /** Writes an order; it is on the disk when this returns. */
  public void append(Entry entry) {
    database.transaction(
        Durability.FORCED,
        connection -> {
          append(connection, entry);
          return null;
        });
  }

  /** Writes what gateways said. */
  public void append(Collection<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    database.transaction(
        Durability.RELAXED,
        connection -> {
          append(connection, events);
          return null;
        });
  }

  void append(Connection connection, Collection<Event> events) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "insert into event (tenant, at, gateway, detail) values (?, ?, ?, ?)")) {
      for (Event event : events) {
        s.setString(1, tenant);
        s.setLong(2, event.at());
        s.setString(3, event.gateway());
        s.setString(4, event.detail());
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  /** The newest orders, the newest first. */
  public List<Entry> newest(int limit) {
    return database.transaction(
        Durability.RELAXED,
        connection -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "select at, actor, event, subject, detail from audit where tenant = ?"
                      + " order by id desc limit ?")) {
            s.setString(1, tenant);
            s.setInt(2, limit);
            List<Entry> entries = new ArrayList<>();
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                entries.add(
                    new Entry(
                        r.getLong(1),
                        r.getString(2),
                        r.getString(3),
                        r.getString(4),
                        r.getString(5)));
              }
            }
            return entries;
          }
        });
  }

  /** What a gateway said last, the newest first. */
  public List<Event> of(String gateway, int limit) {
    return database.transaction(
        Durability.RELAXED,
        connection -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "select at, gateway, detail from event where tenant = ? and gateway = ?"
                      + " order by id desc limit ?")) {
            s.setString(1, tenant);
            s.setString(2, gateway);
            s.setInt(3, limit);
            List<Event> events = new ArrayList<>();
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                events.add(new Event(r.getLong(1), r.getString(2), r.getString(3)));
              }
            }
            return events;
          }
        });
  }

  /**
   * Deletes what gateways said, but for the newest.
   *
   * @param keep how many stay, about
   * @return how many went
   */
  public int prune(long keep) {
    return database.transaction(
        Durability.RELAXED,
        connection -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "delete from event where tenant = ? and id <= (select max(id) from event) - ?")) {
            s.setString(1, tenant);
            s.setLong(2, keep);
            return s.executeUpdate();
          }
        });
  }
}
