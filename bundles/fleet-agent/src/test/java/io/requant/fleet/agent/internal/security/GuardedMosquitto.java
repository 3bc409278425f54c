package io.requant.fleet.agent.internal.security;

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

/** Mosquitto with the configuration, access list and certificates of docs/operations/mosquitto. */
final class GuardedMosquitto implements AutoCloseable {

  private static final Path SHIPPED = Path.of("../../docs/operations/mosquitto");

  private final Path folder;
  private final int port;
  private final Process process;

  /** Starts it with certificates for some names beside its own. */
  GuardedMosquitto(Path folder, String... names) throws IOException, InterruptedException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    certificates(folder, names);
    Files.createDirectory(folder.resolve("data"));
    Files.copy(SHIPPED.resolve("acl"), folder.resolve("acl"));
    String configuration =
        Files.readString(SHIPPED.resolve("mosquitto.conf"))
            .replace("8883", String.valueOf(port))
            .replace("@ADDRESS@", "127.0.0.1")
            .replace("@FOLDER@", folder.toString());
    // Started as root it becomes another user, who may not read the test's folder.
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        configuration + "user " + System.getProperty("user.name") + "\n");
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
        throw new IOException(log());
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  static Optional<Path> program() {
    return Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Makes certificates of the folder's authority, for a broker too if there is none. */
  static void certificates(Path folder, String... names) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(SHIPPED.resolve("certificates").toAbsolutePath().toString());
    command.add(folder.toString());
    if (!Files.exists(folder.resolve("broker.pem"))) {
      command.add("broker");
    }
    command.addAll(List.of(names));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    String tools = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().merge("PATH", tools, (old, own) -> own + ":" + old);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
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

  URI url() {
    return URI.create("ssl://127.0.0.1:" + port);
  }

  /** What it has to say. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
