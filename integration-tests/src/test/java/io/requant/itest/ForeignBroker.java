package io.requant.itest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Mosquitto on loopback; where it is not installed the test is skipped. */
final class ForeignBroker implements AutoCloseable {

  private static final long LIMIT_SECONDS = 20;

  private final Process process;

  private ForeignBroker(Process process) {
    this.process = process;
  }

  /** Starts it; returns when it accepts clients. */
  static ForeignBroker start(Path folder, int port) throws Exception {
    Optional<Path> program =
        Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    boolean mustNotSkip = Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"));
    assumeTrue(program.isPresent() || mustNotSkip, "mosquitto is not installed");
    Path configuration = folder.resolve("mosquitto.conf");
    Files.writeString(
        configuration,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        user %s
        max_queued_messages 0
        """
            .formatted(port, System.getProperty("user.name")));
    ForeignBroker broker =
        new ForeignBroker(
            new ProcessBuilder(program.orElseThrow().toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start());
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    Await.until("mosquitto listens on " + address, () -> listens(address));
    return broker;
  }

  private static boolean listens(InetSocketAddress address) {
    try (Socket probe = new Socket()) {
      probe.connect(address, 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
