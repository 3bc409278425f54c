package io.requant.fleet.simulator.internal.torture;

import io.requant.fleet.protocol.KeyStoreFiles;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Folders and configurations of one run: a controller, and gateways in processes of their own.
 *
 * @param home root of the checkout
 * @param folder everything of the run
 * @param model what gateways run
 */
record Site(Path home, Path folder, Path model) {

  static final String TENANT = "torture";
  static final String RING = "all";

  /** Frames a second: little for a machine that runs a fleet. */
  private static final int RATE = 10;

  /** Frames that may wait: half a minute's. */
  static final int CAPACITY = 300;

  /** Id of a gateway with a process of its own, from 0. */
  static String id(int gateway) {
    return "product-" + (gateway + 1);
  }

  Path broker() {
    return folder.resolve("mosquitto");
  }

  Path controller() {
    return folder.resolve("controller");
  }

  Path gateway(int gateway) {
    return folder.resolve(id(gateway));
  }

  /** Where the agent of a gateway keeps what it must not forget. */
  Path agent(int gateway) {
    return gateway(gateway).resolve("state/agent");
  }

  /** Makes the keys. */
  TrustedKeys makeKeys() throws IOException {
    Path trusted = folder.resolve("trusted-keys");
    KeyStoreFiles.trust(trusted, KeyStoreFiles.create(folder.resolve("keys")).publicKey());
    return KeyStoreFiles.readTrusted(trusted);
  }

  /** Writes the configuration of the controller. */
  void writeController(URI broker) throws IOException {
    put(controller(), "framework.properties", "org.osgi.service.http.port=-1\n");
    put(
        controller(),
        "io.requant.transport.mqtt-fleet.cfg",
        "transport.name=fleet\nurl=%s\nclientId=controller\nreconnectMaxMillis=1000\n"
            .formatted(broker));
    put(
        controller(),
        "io.requant.fleet.controller.cfg",
        """
        tenant=%s
        stateDirectory=${requant.state}/fleet
        signingKeys=%s
        tickMillis=100
        answerSeconds=15
        """
            .formatted(TENANT, folder.resolve("keys")));
  }

  /** Writes the configuration of a gateway: as it is shipped, with a slower camera. */
  void writeGateway(int gateway, URI broker) throws IOException {
    Path product = gateway(gateway);
    String id = id(gateway);
    put(product, "framework.properties", "org.osgi.service.http.port=-1\n");
    Path shipped = home.resolve("apps/gateway/etc");
    put(
        product,
        "io.requant.camera.ov5640.cfg",
        Files.readString(shipped.resolve("io.requant.camera.ov5640.cfg"))
            .replaceFirst("(?m)^rate=.*$", "rate=" + RATE));
    put(
        product,
        "io.requant.pipeline.cfg",
        Files.readString(shipped.resolve("io.requant.pipeline.cfg"))
                .replaceFirst("(?m)^model=.*$", "model=" + model)
            + "\nringCapacity="
            + CAPACITY
            + "\n");
    // What a gateway runs shall be what it was told, not what this machine has left.
    put(product, "io.requant.adaptation.cfg", "enabled=false\n");
    put(
        product,
        "io.requant.transport.mqtt-fleet.cfg",
        """
        transport.name=fleet
        url=%s
        clientId=%s
        reconnectMaxMillis=1000
        willTopic=%s
        willPayload=%s
        willDelaySeconds=2
        """
            .formatted(
                broker,
                id,
                new Topics(TENANT).presence(id),
                new String(
                    new Presence(id, Presence.State.OFFLINE, Optional.empty()).encode(),
                    StandardCharsets.UTF_8)));
    put(
        product,
        "io.requant.fleet.agent.cfg",
        """
        tenant=%s
        ring=%s
        gatewayId=%s
        trustedKeys=%s
        stateDirectory=${requant.state}/agent
        """
            .formatted(TENANT, RING, id, folder.resolve("trusted-keys")));
  }

  private static void put(Path product, String name, String content) throws IOException {
    Files.writeString(Files.createDirectories(product.resolve("etc")).resolve(name), content);
  }
}
