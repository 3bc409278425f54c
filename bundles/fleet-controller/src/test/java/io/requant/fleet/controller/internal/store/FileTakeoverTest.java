package io.requant.fleet.controller.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Gates;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTakeoverTest {

  @TempDir Path directory;

  private static byte[] message(Target target, Position position) {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    return SignedDesired.seal(
        new Desired(
            "acme",
            target,
            "push",
            position,
            Desired.Action.HALT,
            Optional.empty(),
            Slice.ALL,
            Optional.empty(),
            0,
            now,
            now.plusSeconds(60),
            Duration.ZERO,
            new Gates(
                new ShadowGates(0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)), Duration.ZERO),
            AdaptationBounds.EXACT),
        new byte[0],
        List.of(SigningKey.generate()));
  }

  private FleetStore open() throws IOException {
    return FleetStore.open(StoreSettings.embedded(directory), "acme");
  }

  @Test
  void filesOfOlderControllersAreTakenOverOnce() throws Exception {
    byte[] ring = message(new Target.Ring("all"), new Position(4, 9));
    byte[] gateway = message(new Target.Gateway("gw-1"), new Position(3, 8));
    Files.writeString(directory.resolve("position"), "4.9");
    Files.createDirectories(directory.resolve("desired"));
    Files.write(directory.resolve("desired/ring-all.env"), ring);
    Files.write(directory.resolve("desired/gateway-gw-1.env"), gateway);
    Files.writeString(
        directory.resolve("audit.jsonl"),
        """
        {"at":5,"event":"desired","ring":"all","seq":9}
        {"at":6,"event":"reported","gw":"gw-1","phase":"ACTIVE"}
        {"at":7,"event":"rep""");
    try (FleetStore store = open()) {
      assertThat(store.orders().place()).isEqualTo(new Position(4, 9));
      assertThat(store.orders().desired().get(new Target.Ring("all")).message()).isEqualTo(ring);
      assertThat(store.orders().desired().get(new Target.Gateway("gw-1")).message())
          .isEqualTo(gateway);
      assertThat(store.audit().newest(9)).hasSize(1).first().matches(e -> e.at() == 5);
      assertThat(store.audit().of("gw-1", 9)).hasSize(1);
      assertThat(store.orders().beginEpoch()).isEqualTo(new Position(5, 9));
    }
    assertThat(directory.resolve("position.imported")).exists();
    assertThat(directory.resolve("position")).doesNotExist();
    try (FleetStore store = open()) {
      assertThat(store.orders().place()).isEqualTo(new Position(5, 9));
      assertThat(store.audit().newest(9)).hasSize(1);
    }
  }

  @Test
  void aTakeoverThatWasCutOffAfterItsTransactionIsNotRepeated() throws Exception {
    try (FleetStore store = open()) {
      store.orders().beginEpoch();
    }
    Files.writeString(directory.resolve("position"), "9.9");
    try (FleetStore store = open()) {
      assertThat(store.orders().place()).isEqualTo(new Position(1, 0));
    }
    assertThat(directory.resolve("position")).doesNotExist();
  }

  @Test
  void damagedFilesAreNamedAndNothingIsTakenOver() throws Exception {
    Files.writeString(directory.resolve("position"), "many");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("position")
        .hasMessageContaining("many");
    Files.writeString(directory.resolve("position"), "1.1");
    Files.createDirectories(directory.resolve("desired"));
    Files.writeString(directory.resolve("desired/ring-all.env"), "junk");
    assertThatThrownBy(this::open).hasMessageContaining("ring-all.env");
    Files.delete(directory.resolve("desired/ring-all.env"));
    try (FleetStore store = open()) {
      assertThat(store.orders().place()).isEqualTo(new Position(1, 1));
    }
  }
}
