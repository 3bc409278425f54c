package io.requant.fleet.controller.internal.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of its own, from Debian's package, on loopback with a password. It does not
 * run as root: there the user postgres, which the package makes, starts it.
 */
public final class PostgresServer implements AutoCloseable {

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final String USER = "fleet";

  private final Path bin;
  private final Path data;
  private final Path passwordFile;
  private final int port;

  private PostgresServer(Path bin, Path directory) throws IOException, InterruptedException {
    this.bin = bin;
    data = directory.resolve("data");
    passwordFile = directory.resolve("password");
    Files.writeString(passwordFile, UUID.randomUUID() + "\n");
    if (root()) {
      run("chown", "postgres", directory.toString(), passwordFile.toString());
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    postgres(
        "initdb",
        "-D",
        data.toString(),
        "-U",
        USER,
        "--pwfile=" + passwordFile,
        "-A",
        "scram-sha-256",
        "--no-sync",
        "--locale=C",
        "-E",
        "UTF8");
    start();
  }

  /** Starts a server in an empty folder that every user can enter, or skips the test. */
  public static PostgresServer start(Path directory) throws IOException, InterruptedException {
    Optional<Path> bin = find();
    boolean mustNotSkip = Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"));
    if (bin.isEmpty() && mustNotSkip) {
      throw new IllegalStateException("PostgreSQL is missing: apt-get install postgresql");
    }
    Assumptions.assumeTrue(
        bin.isPresent(), "PostgreSQL is not installed (apt-get install postgresql): skipped");
    return new PostgresServer(bin.get(), directory);
  }

  private static Optional<Path> find() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN)) {
      for (Path version : versions) {
        if (Files.isExecutable(version.resolve("bin/initdb"))) {
          return Optional.of(version.resolve("bin"));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean root() {
    return System.getProperty("user.name").equals("root");
  }

  /** Starts it again after {@link #kill}. */
  public void start() throws IOException, InterruptedException {
    postgres(
        "pg_ctl",
        "-D",
        data.toString(),
        "-w",
        "-t",
        "60",
        "-l",
        data.resolve("log").toString(),
        "-o",
        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off",
        "start");
  }

  /** Stops it as a crash would. */
  public void kill() throws IOException, InterruptedException {
    postgres("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
  }

  /** A database of its own for one test. */
  public StoreSettings freshDatabase(Path directory) throws IOException {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    StoreSettings admin = settings(directory, "postgres");
    var source = new org.postgresql.ds.PGSimpleDataSource();
    source.setUrl(admin.url().orElseThrow());
    source.setUser(USER);
    source.setPassword(Files.readString(passwordFile).strip());
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (java.sql.SQLException e) {
      throw new IOException(e);
    }
    return settings(directory, name);
  }

  private StoreSettings settings(Path directory, String database) {
    return new StoreSettings(
        directory,
        Optional.of("jdbc:postgresql://127.0.0.1:" + port + "/" + database),
        USER,
        Optional.of(passwordFile));
  }

  private void postgres(String... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    if (root()) {
      words.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    words.add(bin.resolve(command[0]).toString());
    words.addAll(List.of(command).subList(1, command.length));
    run(words.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("postgres", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(
            String.join(" ", command)
                + " failed:\n"
                + Files.readString(log, StandardCharsets.UTF_8));
      }
    } finally {
      Files.delete(log);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kill();
    if (root()) {
      run("chown", "-R", "root", data.toString());
    }
  }
}
