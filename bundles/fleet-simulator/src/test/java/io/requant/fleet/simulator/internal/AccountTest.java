package io.requant.fleet.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.simulator.internal.Account.Truth;
import io.requant.fleet.simulator.internal.Belief.Kind;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountTest {

  private static final String WANTED = "wanted";

  private static Truth truth(String active, boolean connected) {
    return new Truth("gw", Optional.of(active), connected, Optional.empty());
  }

  private static Truth refusing(RejectionCode code) {
    Reported report =
        new Reported(
            "gw",
            "all",
            "boot",
            1,
            Instant.EPOCH,
            Position.NONE,
            GatewayPhase.IDLE,
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Reported.Refusal(code, "why", Instant.EPOCH, 1)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Truth("gw", Optional.of("old"), true, Optional.of(report));
  }

  private static Account account(Truth truth, Kind kind, String reason) {
    return Account.of(List.of(truth), List.of(new Belief("gw", kind, reason)), WANTED);
  }

  @Test
  void whoRunsWhatIsWantedHasConverged() {
    Account account = account(truth(WANTED, true), Kind.CONVERGED, "");
    assertThat(account.converged()).isEqualTo(1);
    assertThat(account.violations()).isEmpty();
  }

  @Test
  void aControllerThatBelievesAGatewayToRunWhatItDoesNotIsFound() {
    assertThat(account(truth("old", true), Kind.CONVERGED, "").violations())
        .extracting(Violation::invariant)
        .containsExactly(Invariant.TRUE_BELIEF);
  }

  @Test
  void codesRefusalsAndAbsenceExplain() {
    assertThat(account(truth("old", true), Kind.FAILED, "GATE_FAILED").reasons())
        .containsEntry("GATE_FAILED", 1);
    assertThat(account(truth("old", false), Kind.UNKNOWN, "").reasons()).containsEntry("AWAY", 1);
    assertThat(account(refusing(RejectionCode.NOT_YET_VALID), Kind.PENDING, "").reasons())
        .containsEntry("REFUSED NOT_YET_VALID", 1);
  }

  @Test
  void whoIsThereAndSaysNothingIsUnaccountedFor() {
    for (Account account :
        List.of(
            account(truth("old", true), Kind.UNKNOWN, "silent"),
            account(truth("old", true), Kind.PENDING, "SEEN"),
            account(refusing(RejectionCode.REPLAYED), Kind.PENDING, "SEEN"),
            Account.of(List.of(truth("old", true)), List.of(), WANTED))) {
      assertThat(account.unaccounted()).isEqualTo(1);
      assertThat(account.violations())
          .extracting(Violation::invariant)
          .containsExactly(Invariant.ACCOUNTED);
    }
  }

  @Test
  void aRollbackThatDidNotReachSomebodyWhoIsThereIsFound() {
    assertThat(
            Account.leftBehind(
                List.of(truth("bad", true), truth("bad", false), truth("old", true)), "bad"))
        .extracting(Violation::invariant)
        .containsExactly(Invariant.ROLLED_BACK);
  }
}
