package io.requant.itest;

import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folders and configuration of a broker and a gateway in processes of their own.
 *
 * @param folder everything of this test
 * @param port where the broker listens
 */
record FleetFiles(Path folder, int port) {

  static final String TENANT = "itest";
  static final String RING = "all";
  static final String GATEWAY = "gw-1";

  /** Makes a test's folder anew. */
  static FleetFiles create(String name) throws IOException {
    Path folder = Path.of(System.getProperty("itest.work"), name);
    AssembledGateway.deleteTree(folder);
    FleetFiles files = new FleetFiles(Files.createDirectories(folder), freePort());
    files.writeBroker();
    files.writeGateway();
    return files;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The controller's process; only the broker of it is configured. */
  Path broker() {
    return folder.resolve("broker");
  }

  Path gateway() {
    return folder.resolve("gateway");
  }

  Path trustedKeys() {
    return folder.resolve("trusted-keys");
  }

  /** What the agent must not forget. */
  Path agentState() {
    return gateway().resolve("state/agent/agent-state.json");
  }

  String brokerUrl() {
    return "tcp://127.0.0.1:" + port;
  }

  /** Adds a file to the gateway's configuration, or replaces one. */
  void put(String name, String content) throws IOException {
    put(gateway(), name, content);
  }

  private void writeBroker() throws IOException {
    put(
        broker(),
        "io.requant.broker.cfg",
        "host=127.0.0.1\nport=%d\ndataDirectory=${requant.state}/broker\n".formatted(port));
    put(broker(), "framework.properties", "org.osgi.service.http.port=-1\n");
  }

  /** What is shipped, with a camera that even a slow machine keeps up with, and a fleet. */
  private void writeGateway() throws IOException {
    Path shipped = AssembledGateway.home().resolve("apps/gateway/etc");
    try (Stream<Path> list = Files.list(shipped)) {
      for (Path file : list.toList()) {
        put(gateway(), file.getFileName().toString(), Files.readString(file));
      }
    }
    put(gateway(), "framework.properties", "org.osgi.service.http.port=-1\n");
    change("io.requant.camera.ov5640.cfg", "rate=.*", "rate=15");
    change("io.requant.pipeline.cfg", "$", "\nringCapacity=512\n");
    put(
        gateway(),
        "io.requant.transport.mqtt-fleet.cfg",
        """
        transport.name=fleet
        url=%s
        clientId=%s
        reconnectMaxMillis=2000
        willTopic=%s
        willPayload=%s
        willDelaySeconds=1
        """
            .formatted(
                brokerUrl(),
                GATEWAY,
                new Topics(TENANT).presence(GATEWAY),
                new String(
                    new Presence(GATEWAY, Presence.State.OFFLINE, Optional.empty()).encode(),
                    StandardCharsets.UTF_8)));
    put(
        gateway(),
        "io.requant.fleet.agent.cfg",
        """
        tenant=%s
        ring=%s
        gatewayId=%s
        trustedKeys=%s
        stateDirectory=${requant.state}/agent
        """
            .formatted(TENANT, RING, GATEWAY, trustedKeys()));
  }

  private void change(String file, String pattern, String replacement) throws IOException {
    Path path = gateway().resolve("etc").resolve(file);
    String before = Files.readString(path);
    String after = before.replaceFirst(pattern, replacement);
    if (after.equals(before)) {
      throw new IOException("the shipped " + file + " has no '" + pattern + "'");
    }
    Files.writeString(path, after);
  }

  private static void put(Path product, String name, String content) throws IOException {
    Files.writeString(Files.createDirectories(product.resolve("etc")).resolve(name), content);
  }
}
