package io.requant.demo.internal;

import io.requant.model.network.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Folders and configuration of the demo's gateway, made anew for every run.
 *
 * @param folder everything of this run
 */
record GatewayFiles(Path folder) {

  static final String TENANT = "demo";
  static final String RING = "all";
  static final String GATEWAY = "gw-1";

  /**
   * A whole multiple of 32 rows: the camera enlarges CIFAR's images by whole factors, and what is
   * left of the frame would be a black border that the network sees too.
   */
  static final int FRAME_HEIGHT = 96;

  static final int FRAME_WIDTH = 128;

  /** Short, so that a tour of a minute shows levels come and go; 5 s where nothing is said. */
  static final Duration DWELL = Duration.ofSeconds(2);

  Path configuration() {
    return folder.resolve("gateway-etc");
  }

  Path state() {
    return folder.resolve("gateway");
  }

  Path trustedKeys() {
    return folder.resolve("trusted-keys");
  }

  Path log() {
    return folder.resolve("gateway.log");
  }

  Path loadLog() {
    return folder.resolve("load.log");
  }

  Path picture() {
    return folder.resolve("lcd.png");
  }

  /**
   * Writes the configuration.
   *
   * @param model the model file
   * @param scene the CIFAR file whose images the camera replays
   * @param framesPerSecond rate of the camera
   * @param brokerUrl where the broker listens
   * @param page port of the page
   * @param levels policy of each level, in the form of the adaptation's configuration
   */
  void write(Path model, Path scene, int framesPerSecond, String brokerUrl, int page, String levels)
      throws IOException {
    Files.createDirectories(configuration());
    Files.createDirectories(trustedKeys());
    put(
        "io.requant.pipeline",
        """
        model=%s
        stateDirectory=%s
        ringCapacity=256
        Backend.target=(!(backend.id=reference))
        """
            .formatted(model, state().resolve("pipeline")));
    put(
        "io.requant.camera.ov5640",
        """
        scene=%s
        format=cifar10
        width=%d
        height=%d
        rate=%d
        """
            .formatted(scene, FRAME_WIDTH, FRAME_HEIGHT, framesPerSecond));
    put("io.requant.adaptation", "levels=%s\n".formatted(levels));
    put(
        "io.requant.resources",
        """
        startDelayMillis=3000
        periodMillis=250
        smoothingMillis=500
        dwellMillis=%d
        stateDirectory=%s
        """
            .formatted(DWELL.toMillis(), state().resolve("resources")));
    put("io.requant.display.lcd", "panel=AN430\npngFile=%s\n".formatted(picture()));
    put("io.requant.display.web", "maxClients=8\n");
    Files.writeString(
        configuration().resolve("framework.properties"),
        "org.osgi.service.http.port=%d\n".formatted(page));
    put(
        "io.requant.transport.mqtt-gateway",
        """
        transport.name=fleet
        url=%s
        clientId=%s
        willTopic=rq/1/%s/%s/gw/%s/presence
        willPayload={"schema":1,"gw":"%s","state":"OFFLINE"}
        willDelaySeconds=30
        """
            .formatted(brokerUrl, GATEWAY, TENANT, shard(GATEWAY), GATEWAY, GATEWAY));
    put(
        "io.requant.fleet.agent",
        """
        tenant=%s
        ring=%s
        gatewayId=%s
        trustedKeys=%s
        stateDirectory=%s
        """
            .formatted(TENANT, RING, GATEWAY, trustedKeys(), state().resolve("agent")));
  }

  /** Where the topics of a gateway lie: see docs/protocol. */
  private static String shard(String gateway) {
    return Digest.of(gateway.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 2);
  }

  private void put(String pid, String content) throws IOException {
    Files.writeString(configuration().resolve(pid + ".cfg"), content);
  }

  /** A port on loopback that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
