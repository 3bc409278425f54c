package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.policy.Policy;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The gateway's process is killed while it carries out a message, and started again. */
class KilledGatewayIT {

  private static final System.Logger LOG = System.getLogger(KilledGatewayIT.class.getName());

  private static final long SEED = 20260;
  private static final int KILLS = 4;
  private static final List<String> POLICIES = List.of("w8a8", "w4a4", "w6a6", "level-50");

  private static final Set<GatewayPhase> ENDS =
      EnumSet.of(GatewayPhase.ACTIVE, GatewayPhase.REJECTED, GatewayPhase.ROLLED_BACK);

  @Test
  void aGatewayKilledInMidActivationComesUpWholeAndCarriesItThrough() throws Exception {
    FleetFiles files = FleetFiles.create("killed-gateway");
    Model model = ModelFile.read(AssembledGateway.home().resolve("models").resolve("resnet20.rqm"));
    Random random = new Random(SEED);
    try (ProductProcess broker = ProductProcess.start("controller", files.broker());
        FleetDesk desk = new FleetDesk(files)) {
      ProductProcess gateway = ProductProcess.start("gateway", files.gateway());
      try {
        desk.awaitConnection(true);
        GatewayStatus.awaitPolicy(gateway);
        Policy before = model.policy(POLICIES.get(0));
        carriedOut(desk, desk.sign(1, model.policy(POLICIES.get(1))), 1);
        byte[] old = desk.sign(2, before);
        // The second time nothing is slow for being the first.
        Duration whole = carriedOut(desk, old, 2);
        for (int kill = 1; kill <= KILLS; kill++) {
          long seq = 2L + kill;
          Policy wanted = model.policy(POLICIES.get(kill % POLICIES.size()));
          byte[] message = desk.sign(seq, wanted);
          // One kill in each part of the way, somewhere in it.
          double part = (kill - 1 + random.nextDouble()) / KILLS;
          Duration instant = Duration.ofNanos((long) (part * whole.toNanos()));
          int heard = desk.reportsSoFar();
          desk.publish(message);
          desk.report(heard, instant, r -> r.phase() == GatewayPhase.ACTIVE && isAt(r, seq));
          gateway.kill();
          Position remembered = remembered(files);
          String phase = phaseOnDisk(files);

          heard = desk.reportsSoFar();
          gateway = ProductProcess.start("gateway", files.gateway());
          assertThat(GatewayStatus.awaitPolicy(gateway))
              .as("policy after kill %d at %s, in %s", kill, instant, phase)
              .isIn(before.digest().hex(), wanted.digest().hex());
          Reported end =
              desk.report(
                  "message " + seq + " has ended" + gateway.see(),
                  heard,
                  r -> isAt(r, seq) && ENDS.contains(r.phase()));
          if (end.phase() == GatewayPhase.ACTIVE) {
            before = wanted;
          } else {
            assertThat(end.code()).as("why %s", end).isPresent();
          }
          GatewayStatus.awaitPolicy(gateway, before.digest().hex());
          assertNoneIsOlderThan(desk, heard, remembered);
          assertReplayIsRefused(desk, old, seq);
          GatewayStatus.awaitPolicy(gateway, before.digest().hex());
          assertLedgerBalances(gateway);
          LOG.log(
              System.Logger.Level.INFO,
              "kill {0} after {1} of {2} ms, in {3}: it ended as {4}",
              kill,
              instant.toMillis(),
              whole.toMillis(),
              phase,
              end.phase());
          old = message;
        }
      } finally {
        gateway.close();
      }
    }
  }

  private static boolean isAt(Reported report, long seq) {
    return report.observed().equals(new Position(1, seq));
  }

  /** Has a message carried out undisturbed; how long that takes. */
  private static Duration carriedOut(FleetDesk desk, byte[] message, long seq) throws Exception {
    int heard = desk.reportsSoFar();
    long start = System.nanoTime();
    desk.publish(message);
    desk.report(
        "message " + seq + " is active",
        heard,
        r -> isAt(r, seq) && r.phase() == GatewayPhase.ACTIVE);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static JsonNode agentState(FleetFiles files) throws Exception {
    return new ObjectMapper().readTree(Files.readAllBytes(files.agentState()));
  }

  /** The ratchet that the dead process left on disk. */
  private static Position remembered(FleetFiles files) throws Exception {
    JsonNode ratchets = agentState(files).get("ratchets");
    assertThat(ratchets).hasSize(1);
    String[] parts = ratchets.elements().next().get("ring").asText().split("\\.", -1);
    return new Position(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  private static String phaseOnDisk(FleetFiles files) throws Exception {
    JsonNode progress = agentState(files).get("progress");
    return progress.get("phase").asText() + " of " + progress.get("observed").asText();
  }

  private static void assertNoneIsOlderThan(FleetDesk desk, int after, Position ratchet)
      throws Exception {
    assertThat(desk.report(after, Duration.ZERO, r -> ratchet.isAfter(r.observed())))
        .as("a report from before the message that was on disk")
        .isEmpty();
  }

  private static void assertReplayIsRefused(FleetDesk desk, byte[] old, long seq) throws Exception {
    int heard = desk.reportsSoFar();
    desk.replay(old);
    Reported refused =
        desk.report(
            "refuses the message before",
            heard,
            r ->
                r.refusal()
                    .map(Reported.Refusal::code)
                    .equals(Optional.of(RejectionCode.REPLAYED)));
    assertThat(refused.observed()).isEqualTo(new Position(1, seq));
  }

  private static void assertLedgerBalances(ProductProcess gateway) throws Exception {
    JsonNode ledger = GatewayStatus.awaitInferred(gateway, 1);
    assertThat(ledger.get("balanced").asBoolean()).as("%s", ledger).isTrue();
    assertThat(
            Stream.of("inferred", "shed", "inFlight").mapToLong(k -> ledger.get(k).asLong()).sum())
        .isEqualTo(ledger.get("in").asLong());
  }
}
