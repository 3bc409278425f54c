package io.requant.transport.mqtt.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Mosquitto from the system, an independent implementation. */
final class MosquittoBroker implements TestBroker {

  private final Path directory;
  private final int port;
  private Process process;

  MosquittoBroker(Path directory) throws IOException {
    this.directory = directory;
    this.port = TestBroker.freePort();
    Files.writeString(
        directory.resolve("mosquitto.conf"),
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence true
        persistence_location %s/
        max_inflight_messages 16
        """
            .formatted(port, directory));
  }

  static Optional<Path> program() {
    return Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public URI url() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  @Override
  public void start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            program().orElseThrow().toString(),
            "-c",
            directory.resolve("mosquitto.conf").toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directory.resolve("mosquitto.log").toFile()));
    // Mosquitto started as root becomes another user unless it is told who to be.
    Files.writeString(
        directory.resolve("mosquitto.conf"),
        Files.readString(directory.resolve("mosquitto.conf")).replaceAll("user .*\n", "")
            + "user "
            + System.getProperty("user.name")
            + "\n");
    process = builder.start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(Files.readString(directory.resolve("mosquitto.log")));
      }
      Thread.onSpinWait();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Has it write its sessions, as it does from time to time. */
  void save() throws Exception {
    Path saved = directory.resolve("mosquitto.db");
    Files.deleteIfExists(saved);
    new ProcessBuilder("kill", "-USR1", String.valueOf(process.pid())).start().waitFor();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!Files.exists(saved)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("mosquitto does not save its sessions");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** SIGKILL: what it has not saved is lost. */
  void kill() throws Exception {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void stop() throws Exception {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
