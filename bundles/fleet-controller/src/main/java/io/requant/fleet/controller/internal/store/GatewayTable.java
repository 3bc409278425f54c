package io.requant.fleet.controller.internal.store;

import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.controller.internal.store.Database.Durability;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** The last report of every gateway of a tenant, in SQL. */
public final class GatewayTable {

  private static final String COLUMNS =
      "shard, ring, boot_id, report_seq, received, epoch, seq, phase, code, message, active_name,"
          + " active_digest, active_seq, settled, refusal_code, refusal_message, refusal_count,"
          + " refused, online, presence, activation_micros, shadow_micros, agreement,"
          + " frames_per_second, p99_micros, frames_lost, cert_not_after, changed";
  private static final int VALUES = COLUMNS.split(",").length;
  private static final String UPDATE =
      "update gateway set "
          + COLUMNS.replaceAll("([a-z0-9_]+)", "$1 = ?")
          + " where tenant = ? and id = ?";
  private static final String INSERT =
      "insert into gateway ("
          + COLUMNS
          + ", tenant, id) values (?"
          + ", ?".repeat(VALUES + 1)
          + ")";
  private static final String SELECT =
      "select id, " + COLUMNS + " from gateway where tenant = ? and changed >= ? order by id";
  private static final int FETCH = 500;

  private final Database database;
  private final String tenant;

  /** The gateways of a tenant. */
  public GatewayTable(Database database, String tenant) {
    this.database = database;
    this.tenant = tenant;
  }

  /**
   * Writes rows, old and new ones.
   *
   * @param changed written beside them; see {@link #read}
   */
  public void write(Collection<GatewayRow> rows, long changed) {
    if (rows.isEmpty()) {
      return;
    }
    database.transaction(
        Durability.RELAXED,
        connection -> {
          List<GatewayRow> fresh = update(connection, List.copyOf(rows), changed);
          insert(connection, fresh, changed);
          return null;
        });
  }

  private List<GatewayRow> update(Connection connection, List<GatewayRow> rows, long changed)
      throws SQLException {
    List<GatewayRow> absent = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      for (GatewayRow row : rows) {
        fill(statement, row, changed);
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 0) {
          absent.add(rows.get(i));
        } else if (counts[i] == Statement.EXECUTE_FAILED) {
          throw new SQLException("gateway " + rows.get(i).id() + " was not written");
        }
      }
    }
    return absent;
  }

  private void insert(Connection connection, List<GatewayRow> rows, long changed)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      for (GatewayRow row : rows) {
        fill(statement, row, changed);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private void fill(PreparedStatement s, GatewayRow row, long changed) throws SQLException {
    int i = 0;
    s.setInt(++i, Integer.parseInt(Topics.shard(row.id()), 16));
    s.setString(++i, row.ring());
    s.setString(++i, row.bootId());
    s.setLong(++i, row.reportSeq());
    s.setLong(++i, row.received());
    s.setLong(++i, row.observed().epoch());
    s.setLong(++i, row.observed().seq());
    s.setString(++i, row.phase().name());
    setCode(s, ++i, row.code());
    s.setString(++i, clean(row.message()));
    s.setString(++i, clean(row.activeName()));
    s.setString(++i, row.activeDigest());
    s.setLong(++i, row.activeSeq());
    s.setLong(++i, row.settled());
    setCode(s, ++i, row.refusalCode());
    s.setString(++i, clean(row.refusalMessage()));
    s.setLong(++i, row.refusalCount());
    s.setLong(++i, row.refused());
    s.setBoolean(++i, row.online());
    s.setLong(++i, row.presence());
    s.setLong(++i, row.figures().activationMicros());
    s.setLong(++i, row.figures().shadowMicros());
    s.setDouble(++i, row.figures().agreement());
    s.setDouble(++i, row.figures().framesPerSecond());
    s.setLong(++i, row.figures().p99Micros());
    s.setLong(++i, row.figures().framesLost());
    s.setLong(++i, row.certNotAfter());
    s.setLong(++i, changed);
    s.setString(++i, tenant);
    s.setString(++i, row.id());
  }

  /** PostgreSQL's texts cannot hold the character of code 0, which a report can. */
  static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  private static void setCode(PreparedStatement s, int index, RejectionCode code)
      throws SQLException {
    if (code == null) {
      s.setNull(index, Types.VARCHAR);
    } else {
      s.setString(index, code.name());
    }
  }

  /**
   * Reads rows.
   *
   * @param changedSince only those that were written with this or a larger value; 0 for all
   * @param sink takes each
   */
  public void read(long changedSince, Consumer<GatewayRow> sink) {
    database.transaction(
        Durability.RELAXED,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setFetchSize(FETCH);
            statement.setString(1, tenant);
            statement.setLong(2, changedSince);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                sink.accept(row(rows));
              }
            }
          }
          return null;
        });
  }

  private static GatewayRow row(ResultSet r) throws SQLException {
    return new GatewayRow(
        r.getString("id"),
        r.getString("ring"),
        r.getString("boot_id"),
        r.getLong("report_seq"),
        r.getLong("received"),
        new Position(r.getLong("epoch"), r.getLong("seq")),
        GatewayPhase.valueOf(r.getString("phase")),
        code(r.getString("code")),
        r.getString("message"),
        r.getString("active_name"),
        r.getString("active_digest"),
        r.getLong("active_seq"),
        r.getLong("settled"),
        code(r.getString("refusal_code")),
        r.getString("refusal_message"),
        r.getLong("refusal_count"),
        r.getLong("refused"),
        r.getBoolean("online"),
        r.getLong("presence"),
        new GatewayRow.Figures(
            r.getLong("activation_micros"),
            r.getLong("shadow_micros"),
            r.getDouble("agreement"),
            r.getDouble("frames_per_second"),
            r.getLong("p99_micros"),
            r.getLong("frames_lost")),
        r.getLong("cert_not_after"));
  }

  private static RejectionCode code(String name) {
    return name == null ? null : RejectionCode.valueOf(name);
  }
}
