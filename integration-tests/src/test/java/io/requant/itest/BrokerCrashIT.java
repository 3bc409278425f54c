package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.Reported;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import org.junit.jupiter.api.Test;

/** The broker's process is killed under a running gateway; then the gateway's own. */
class BrokerCrashIT {

  /** Two seconds of the camera. */
  private static final int FRAMES = 30;

  @Test
  void aGatewayComputesOnWithoutItsBrokerAndComesBackToIt() throws Exception {
    FleetFiles files = FleetFiles.create("broker-crash");
    Model model = ModelFile.read(AssembledGateway.home().resolve("models").resolve("resnet20.rqm"));
    ProductProcess broker = ProductProcess.start("controller", files.broker());
    try (ProductProcess gateway = ProductProcess.start("gateway", files.gateway());
        FleetDesk desk = new FleetDesk(files)) {
      desk.awaitConnection(true);
      GatewayStatus.awaitPolicy(gateway);
      Reported first = activate(desk, desk.sign(1, model.policy("w6a6")), 1);
      JsonNode atCrash = GatewayStatus.ledger(gateway);

      broker.close();
      desk.awaitConnection(false);
      JsonNode alone =
          GatewayStatus.awaitInferred(gateway, atCrash.get("inferred").asLong() + FRAMES);
      assertNothingIsGivenUp(atCrash, alone);

      int heard = desk.reportsSoFar();
      int presences = desk.presencesSoFar();
      broker = ProductProcess.start("controller", files.broker());
      Reported again =
          desk.report("comes over the new broker" + gateway.see(), heard, r -> r.reportSeq() > 1);
      assertThat(again.bootId()).isEqualTo(first.bootId());
      assertThat(again.active()).isEqualTo(first.active());
      desk.presence(
          "says that the gateway is there", presences, p -> p.state() == Presence.State.ONLINE);

      Reported second = activate(desk, desk.sign(2, model.policy("w4a4")), 2);
      assertThat(second.active().orElseThrow().name()).isEqualTo("w4a4");
      assertThat(second.bootId()).isEqualTo(first.bootId());
      long soFar = GatewayStatus.ledger(gateway).get("inferred").asLong();
      JsonNode end = GatewayStatus.awaitInferred(gateway, soFar + FRAMES);
      assertNothingIsGivenUp(atCrash, end);

      presences = desk.presencesSoFar();
      gateway.kill();
      Presence gone =
          desk.presence(
              "says that the gateway is gone", presences, p -> p.state() == Presence.State.OFFLINE);
      assertThat(gone).extracting(Presence::gateway).isEqualTo(FleetFiles.GATEWAY);
      assertThat(gone.bootId()).as("who says so is the broker").isEmpty();
    } finally {
      broker.close();
    }
  }

  private static Reported activate(FleetDesk desk, byte[] message, long seq) throws Exception {
    int heard = desk.reportsSoFar();
    desk.publish(message);
    return desk.report(
        "message " + seq + " is active",
        heard,
        r -> r.observed().equals(new Position(1, seq)) && r.phase() == GatewayPhase.ACTIVE);
  }

  private static void assertNothingIsGivenUp(JsonNode before, JsonNode after) {
    assertThat(after.get("lost").asLong()).as("%s", after).isZero();
    assertThat(after.get("balanced").asBoolean()).as("%s", after).isTrue();
    assertThat(after.get("shed")).as("%s", after).isEqualTo(before.get("shed"));
  }
}
