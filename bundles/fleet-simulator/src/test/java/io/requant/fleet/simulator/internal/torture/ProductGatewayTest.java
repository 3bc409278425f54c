package io.requant.fleet.simulator.internal.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.simulator.internal.GatewayEvent;
import io.requant.fleet.simulator.internal.Violation;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductGatewayTest {

  @TempDir Path disk;
  private ProductGateway gateway;

  @BeforeEach
  void make() throws Exception {
    gateway = new ProductGateway("product-1", disk);
    onDisk("1.1");
  }

  private void onDisk(String position) throws Exception {
    Files.writeString(
        disk.resolve("agent-state.json"),
        """
        {"schema":1,"pinned":false,"ratchets":{"key":{"ring":"%s","gateway":"0.0"}},
         "progress":{"observed":"%s","phase":"SEEN","message":"-","attempts":0}}
        """
            .formatted(position, position));
  }

  private void says(String boot, long number, long seq, String active) {
    gateway.said(
        new Reported(
            "product-1",
            "all",
            boot,
            number,
            Instant.EPOCH,
            new Position(1, seq),
            GatewayPhase.ACTIVE,
            Optional.empty(),
            "-",
            Optional.of(new Reported.ActivePolicy(active, active, seq)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private List<Invariant> broken() {
    return gateway.violations().stream().map(Violation::invariant).toList();
  }

  @Test
  void itsHistoryIsMadeOfItsDiskAndOfWhatItSays() throws Exception {
    says("boot-1", 1, 1, "a");
    onDisk("1.2");
    says("boot-1", 2, 2, "b");
    assertThat(gateway.events())
        .containsExactly(
            new GatewayEvent.Stored(new Position(1, 1)),
            new GatewayEvent.Began("a"),
            new GatewayEvent.Said(new Position(1, 1), "a"),
            new GatewayEvent.Stored(new Position(1, 2)),
            new GatewayEvent.Ended("a"),
            new GatewayEvent.Began("b"),
            new GatewayEvent.Said(new Position(1, 2), "b"));
    assertThat(broken()).isEmpty();
  }

  @Test
  void whatComesLateIsLeftOut() {
    says("boot-1", 2, 1, "a");
    says("boot-1", 1, 0, "a");
    says("boot-2", 1, 1, "a");
    says("boot-1", 3, 0, "a");
    assertThat(broken()).isEmpty();
    assertThat(gateway.lives()).isEqualTo(2);
  }

  @Test
  void aNewerReportOfAnOlderMessageIsSeen() {
    says("boot-1", 1, 1, "a");
    says("boot-2", 1, 0, "a");
    assertThat(broken()).containsExactly(Invariant.NO_REGRESS);
  }

  @Test
  void aDamagedDiskIsSeen() throws Exception {
    Files.writeString(disk.resolve("agent-state.json"), "{");
    gateway.look();
    assertThat(broken()).containsExactly(Invariant.NO_REGRESS);
  }

  @Test
  void anAccountThatDoesNotBalanceIsSeen() {
    gateway.account(10, 7, 1, 2, 0);
    assertThat(broken()).isEmpty();
    gateway.account(10, 7, 1, 1, 0);
    gateway.account(10, 7, 1, 1, 1);
    gateway.account(1000, 0, 0, 1000, 0);
    assertThat(broken()).containsExactly(Invariant.LEDGER, Invariant.LEDGER, Invariant.LEDGER);
  }
}
