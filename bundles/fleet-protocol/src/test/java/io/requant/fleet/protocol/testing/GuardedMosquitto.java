package io.requant.fleet.protocol.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Mosquitto with the configuration and access list of docs/operations/mosquitto. */
public final class GuardedMosquitto implements AutoCloseable {

  private static final Path SHIPPED = shipped();
  private static final String SHIPPED_TENANT = "main";

  private final Path folder;
  private final int port;
  private final Process process;

  /**
   * Starts it.
   *
   * @param certificates folder with its certificate, by {@link #certificates}
   * @param folder its own, empty
   */
  public GuardedMosquitto(Path certificates, Path folder) throws IOException, InterruptedException {
    this(certificates, folder, SHIPPED_TENANT);
  }

  /**
   * Starts one for another tenant than the access list is shipped for.
   *
   * @param certificates as above
   * @param folder as above
   */
  public GuardedMosquitto(Path certificates, Path folder, String tenant)
      throws IOException, InterruptedException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    for (String file : List.of("ca.pem", "broker.pem", "broker.key")) {
      Files.copy(certificates.resolve(file), folder.resolve(file));
    }
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(
        folder.resolve("acl"),
        Files.readString(SHIPPED.resolve("acl"))
            .replace("rq/1/" + SHIPPED_TENANT + "/", "rq/1/" + tenant + "/"));
    // Started as root it becomes another user, who may not read the test's folder.
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        Files.readString(SHIPPED.resolve("mosquitto.conf"))
                .replace("8883", String.valueOf(port))
                .replace("@ADDRESS@", "127.0.0.1")
                .replace("@FOLDER@", folder.toString())
            + "user "
            + System.getProperty("user.name")
            + "\n");
    process =
        new ProcessBuilder(
                program().orElseThrow().toString(),
                "-c",
                folder.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(Files.readString(folder.resolve("log")));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static Path shipped() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("docs/operations/mosquitto"))) {
      folder = folder.getParent();
    }
    return folder.resolve("docs/operations/mosquitto");
  }

  /** The program; empty where it is not installed. */
  public static Optional<Path> program() {
    return Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Makes certificates, anew if there are some of these names. */
  public static void certificates(Path folder, int days, String... names)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(SHIPPED.resolve("certificates").toString());
    command.add(folder.toString());
    command.addAll(List.of(names));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DAYS", String.valueOf(days));
    String tools = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().merge("PATH", tools, (old, own) -> own + ":" + old);
    Process script = builder.start();
    String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (script.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("ssl://127.0.0.1:" + port);
  }

  /** What it has to say. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** Ends it as a power failure does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
