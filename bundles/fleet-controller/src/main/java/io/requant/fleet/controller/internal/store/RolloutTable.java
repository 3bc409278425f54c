package io.requant.fleet.controller.internal.store;

import io.requant.fleet.controller.internal.store.Database.Durability;
import io.requant.fleet.controller.internal.store.OrderTable.RolloutRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rollouts of a tenant. */
final class RolloutTable {

  private final Database database;
  private final String tenant;

  RolloutTable(Database database, String tenant) {
    this.database = database;
    this.tenant = tenant;
  }

  /** Writes one, within a transaction. */
  void put(Connection connection, RolloutRow row) throws SQLException {
    String set =
        "update rollout set ring = ?, created = ?, ended = ?, document = ?"
            + " where tenant = ? and id = ?";
    String add =
        "insert into rollout (ring, created, ended, document, tenant, id)"
            + " values (?, ?, ?, ?, ?, ?)";
    for (String sql : List.of(set, add)) {
      try (PreparedStatement s = connection.prepareStatement(sql)) {
        s.setString(1, row.ring());
        s.setLong(2, row.created());
        s.setBoolean(3, row.ended());
        s.setString(4, row.document());
        s.setString(5, tenant);
        s.setString(6, row.id());
        if (s.executeUpdate() > 0) {
          return;
        }
      }
    }
  }

  /**
   * Rollouts, the newest first: all that have not ended, and the newest of the others.
   *
   * @param limit most of those that have ended
   */
  List<RolloutRow> newest(int limit) {
    return database.transaction(
        Durability.RELAXED,
        connection -> {
          List<RolloutRow> rows = new ArrayList<>();
          try (PreparedStatement s =
              connection.prepareStatement(
                  "select id, ring, created, ended, document from rollout"
                      + " where tenant = ? order by created desc, id desc")) {
            s.setString(1, tenant);
            int ended = 0;
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                if (!r.getBoolean(4) || ended++ < limit) {
                  rows.add(
                      new RolloutRow(
                          r.getString(1),
                          r.getString(2),
                          r.getLong(3),
                          r.getBoolean(4),
                          r.getString(5)));
                }
              }
            }
          }
          return rows;
        });
  }
}
