package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.testing.GuardedMosquitto;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.transport.mqtt.internal.TlsFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A gateway as it is shipped, at Mosquittos with the files that we ship: its certificate is renewed
 * and its broker killed while its policy changes, and no frame notices.
 */
class MovingGatewayIT {

  private static final int FRAMES = 15;

  /** Frames to compare while the broker is killed: 5 s at 15 a second. */
  private static final int LONG_SHADOW = 75;

  private final FleetFiles files;
  private final Path certificates;

  MovingGatewayIT() throws Exception {
    files = FleetFiles.create("moving-gateway");
    certificates = Files.createDirectory(files.folder().resolve("certificates"));
  }

  private GuardedMosquitto broker(String name) throws Exception {
    return new GuardedMosquitto(
        certificates, Files.createDirectory(files.folder().resolve(name)), FleetFiles.TENANT);
  }

  private void configure(List<URI> brokers) throws Exception {
    files.put(
        "io.requant.transport.mqtt-fleet.cfg",
        """
        transport.name=fleet
        url=%s,%s
        clientId=%s
        keyStore=%s
        trustStore=%s
        passwordFile=%s
        certificateCheckSeconds=1
        reconnectMaxMillis=2000
        """
            .formatted(
                brokers.get(0),
                brokers.get(1),
                FleetFiles.GATEWAY,
                certificates.resolve(FleetFiles.GATEWAY + ".p12"),
                certificates.resolve("trust.p12"),
                certificates.resolve("password")));
  }

  private static boolean on(long seq, Reported report, GatewayPhase phase) {
    return report.observed().equals(new Position(1, seq)) && report.phase() == phase;
  }

  private static Reported activate(FleetDesk desk, byte[] message, long seq) throws Exception {
    int heard = desk.reportsSoFar();
    desk.publish(message);
    return desk.report(
        "message " + seq + " is active", heard, r -> on(seq, r, GatewayPhase.ACTIVE));
  }

  @Test
  void aRenewedCertificateAndAKilledBrokerCostNoFrame() throws Exception {
    assumeTrue(GuardedMosquitto.program().isPresent(), "mosquitto is not installed");
    GuardedMosquitto.certificates(certificates, 365, "broker", "controller", FleetFiles.GATEWAY);
    Model model = ModelFile.read(AssembledGateway.home().resolve("models").resolve("resnet20.rqm"));
    try (GuardedMosquitto first = broker("first");
        GuardedMosquitto second = broker("second")) {
      List<URI> brokers = List.of(first.url(), second.url());
      configure(brokers);
      try (ProductProcess gateway = ProductProcess.start("gateway", files.gateway());
          FleetDesk desk =
              new FleetDesk(
                  files,
                  "controller",
                  brokers,
                  Optional.of(
                      new TlsFiles(
                          certificates.resolve("controller.p12"),
                          certificates.resolve("trust.p12"),
                          certificates.resolve("password"))))) {
        GatewayStatus.awaitPolicy(gateway);
        Reported begun = activate(desk, desk.sign(1, model.policy("w6a6")), 1);
        JsonNode before = GatewayStatus.ledger(gateway);
        int heard = desk.reportsSoFar();
        Instant soon = Instant.now().plus(Duration.ofDays(21));
        assertThat(begun.certNotAfter().orElseThrow()).isAfter(soon);

        GuardedMosquitto.certificates(certificates, 20, FleetFiles.GATEWAY);
        activate(desk, desk.sign(2, model.policy("w4a4")), 2);
        desk.report(
            "the new certificate is in use" + gateway.see(),
            heard,
            r -> r.certNotAfter().filter(soon::isAfter).isPresent());
        assertThat(first.log()).contains("Client gw-1 already connected, closing old connection");

        int before3 = desk.reportsSoFar();
        desk.publish(desk.sign(3, model.policy("w8a8"), AdaptationBounds.EXACT, LONG_SHADOW));
        desk.report("message 3 is being carried out", before3, r -> on(3, r, GatewayPhase.SHADOW));
        int presences = desk.presencesSoFar();
        Instant killed = Instant.now();
        first.kill();
        Reported moved =
            desk.report("message 3 is active", before3, r -> on(3, r, GatewayPhase.ACTIVE));
        assertThat(moved.at()).as("the change went on without a broker").isAfter(killed);
        desk.presence("says that it is there", presences, p -> p.state() == Presence.State.ONLINE);
        Reported last = activate(desk, desk.sign(4, model.policy("w6a6")), 4);
        assertThat(last.bootId()).as("one process all the time").isEqualTo(begun.bootId());

        JsonNode after =
            GatewayStatus.awaitInferred(gateway, before.get("inferred").asLong() + FRAMES);
        assertThat(after.get("lost").asLong()).as("%s", after).isZero();
        assertThat(after.get("balanced").asBoolean()).as("%s", after).isTrue();
        assertThat(after.get("shed")).as("%s", after).isEqualTo(before.get("shed"));
      }
    }
  }
}
