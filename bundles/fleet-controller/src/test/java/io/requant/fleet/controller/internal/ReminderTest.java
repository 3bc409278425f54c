package io.requant.fleet.controller.internal;

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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReminderTest {

  private static final Target RING = new Target.Ring("all");

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final Reminder reminder =
      new Reminder(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  private byte[] halt(long seq) {
    return SignedDesired.seal(
        new Desired(
            "acme",
            RING,
            "r1",
            new Position(1, seq),
            Desired.Action.HALT,
            Optional.empty(),
            Slice.ALL,
            Optional.empty(),
            0,
            now,
            now.plusSeconds(60),
            Duration.ZERO,
            new Gates(ShadowGates.SAME_POLICY, Duration.ZERO),
            AdaptationBounds.EXACT),
        new byte[0],
        List.of(SigningKey.generate()));
  }

  private boolean reminds() {
    return reminder.missing("gw-1", "all", Position.NONE).isPresent();
  }

  @Test
  void aGatewayIsRemindedThreeTimesPerMessageTenSecondsApart() throws Exception {
    reminder.wants(RING, halt(1));
    for (int i = 0; i < Reminder.MAX_REMINDERS; i++) {
      assertThat(reminds()).isTrue();
      now = now.plusSeconds(9);
      assertThat(reminds()).isFalse();
      now = now.plusSeconds(1);
    }
    now = now.plusSeconds(1000);
    assertThat(reminds()).isFalse();
    reminder.wants(RING, halt(2));
    assertThat(reminds()).as("of a newer message").isTrue();
  }

  @Test
  void onlyWhoIsBehindInThatRingIsReminded() throws Exception {
    reminder.wants(RING, halt(5));
    assertThat(reminder.missing("gw-1", "all", new Position(1, 5))).isEmpty();
    assertThat(reminder.missing("gw-1", "all", new Position(2, 1))).isEmpty();
    assertThat(reminder.missing("gw-1", "other", Position.NONE)).isEmpty();
    assertThat(reminder.missing("gw-1", "all", new Position(1, 4))).isPresent();
  }

  @Test
  void aDamagedMessageOfItsOwnIsNamed() {
    assertThatThrownBy(() -> reminder.wants(RING, new byte[10]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("all");
  }
}
