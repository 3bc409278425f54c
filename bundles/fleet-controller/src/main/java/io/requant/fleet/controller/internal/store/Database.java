package io.requant.fleet.controller.internal.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with its connections: H2 embedded, or PostgreSQL. */
public final class Database implements AutoCloseable {

  private static final int CONNECTIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Name of the embedded database's files. */
  static final String EMBEDDED = "fleet";

  private final HikariDataSource pool;
  private final boolean embedded;

  /** Something done in a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run(Connection connection) throws SQLException;
  }

  /** How sure a transaction must be when it returns. */
  public enum Durability {
    /** On the disk, whatever happens to process, system or power. */
    FORCED,
    /** May be lost if the machine fails within a second: it will be said again. */
    RELAXED
  }

  private Database(HikariDataSource pool, boolean embedded) {
    this.pool = pool;
    this.embedded = embedded;
  }

  /**
   * Opens a database and brings it to the newest schema.
   *
   * @throws IOException if it cannot be opened; the message says where it is and why
   */
  public static Database open(StoreSettings settings) throws IOException {
    QuietLogs.apply();
    boolean embedded = settings.url().isEmpty();
    String where = settings.url().orElse(settings.directory().toString());
    HikariConfig config = new HikariConfig();
    config.setDataSource(embedded ? h2(settings.directory()) : postgresql(settings));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setInitializationFailTimeout(1); // one try: who starts this is told at once
    config.setAutoCommit(false);
    config.setPoolName("requant-fleet-store");
    HikariDataSource pool = null;
    try {
      pool = new HikariDataSource(config);
      Migrations.run(pool);
      return new Database(pool, embedded);
    } catch (RuntimeException e) {
      if (pool != null) {
        pool.close();
      }
      throw new IOException("store " + where + " cannot be opened: " + root(e).getMessage(), e);
    }
  }

  private static Throwable root(Throwable problem) {
    Throwable at = problem;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }

  private static DataSource h2(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    JdbcDataSource source = new JdbcDataSource();
    // Others cannot reach it: it has no server, and its folder belongs to the owner alone.
    source.setURL(
        "jdbc:h2:file:"
            + directory.toAbsolutePath().resolve(EMBEDDED)
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=200;LOCK_TIMEOUT=10000;CACHE_SIZE=8192");
    source.setUser("requant");
    source.setPassword("");
    return source;
  }

  private static DataSource postgresql(StoreSettings settings) throws IOException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url().orElseThrow());
    source.setUser(settings.user());
    source.setApplicationName("requant-fleet-controller");
    source.setConnectTimeout((int) PATIENCE.toSeconds());
    source.setSocketTimeout(30);
    source.setTcpKeepAlive(true);
    if (settings.passwordFile().isPresent()) {
      source.setPassword(firstLine(settings.passwordFile().get()));
    }
    return source;
  }

  private static String firstLine(Path file) throws IOException {
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .findFirst()
          .filter(line -> !line.isBlank())
          .orElseThrow(() -> new IOException(file + ": its first line must be the password"));
    }
  }

  /** Whether nobody else can use this database while it is open. */
  public boolean embedded() {
    return embedded;
  }

  /**
   * Runs something in a transaction of its own. If a connection turns out to be broken before
   * anything was committed, which is how a pool learns that its server was away, it is run once
   * more on another one: it must change nothing but the database.
   *
   * @throws StoreException if it failed; nothing is changed then, unless the connection broke while
   *     it was committed
   */
  public <T> T transaction(Durability durability, Work<T> work) {
    for (boolean again = true; ; again = false) {
      boolean committing = false;
      try (Connection connection = pool.getConnection()) {
        try {
          if (!embedded && durability == Durability.RELAXED) {
            execute(connection, "set local synchronous_commit to off");
          }
          T result = work.run(connection);
          committing = true;
          connection.commit();
          if (embedded && durability == Durability.FORCED) {
            execute(connection, "checkpoint sync");
          }
          return result;
        } catch (SQLException | RuntimeException e) {
          undo(connection, e);
          throw e;
        }
      } catch (SQLException e) {
        if (!again || committing || !broken(e)) {
          throw new StoreException("store: " + e.getMessage(), e);
        }
      }
    }
  }

  private static void undo(Connection connection, Exception problem) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      problem.addSuppressed(e); // a broken connection has nothing to undo
    }
  }

  /**
   * SQLSTATE classes of connections that fail, and of servers that shut down (PostgreSQL's appendix
   * A).
   */
  private static boolean broken(SQLException problem) {
    String state = problem.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P"));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Milliseconds since 1970 by the clock of the database, which all its controllers share. */
  public long now() {
    return transaction(
        Durability.RELAXED,
        connection -> {
          try (Statement statement = connection.createStatement();
              var row =
                  statement.executeQuery(
                      "select cast(extract(epoch from current_timestamp) * 1000 as bigint)")) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  @Override
  public void close() {
    if (embedded) {
      try (Connection connection = pool.getConnection()) {
        execute(connection, "checkpoint sync");
      } catch (SQLException e) {
        System.getLogger(Database.class.getName())
            .log(System.Logger.Level.WARNING, "store not synchronised: {0}", e.getMessage());
      }
    }
    pool.close();
  }
}
