package io.requant.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.demo.internal.LevelWatch.LevelNote;
import io.requant.demo.internal.LevelWatch.PolicyNote;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelWatchTest {

  private final LevelTable table =
      new LevelTable(
          List.of(LevelTableTest.policy("w8a8", 100), LevelTableTest.policy("w4a4", 25)));
  private final LevelWatch watch = new LevelWatch(table);

  @Test
  void without_a_monitor_no_level_is_known_and_nothing_is_followed() {
    assertThat(watch.see(0, Statuses.json("{\"adaptation\": null}"))).isEmpty();
    assertThat(watch.see(0, Statuses.json("{\"adaptation\": {\"level\": null}}"))).isEmpty();
    assertThat(watch.known()).isFalse();
    assertThat(watch.followed()).isFalse();
  }

  @Test
  void a_level_is_told_once_with_its_reason_and_a_change_of_policy_with_its_time() {
    assertThat(watch.see(0, Statuses.status(100, "w8a8", 3, "ACTIVE")))
        .containsExactly("level 100 %  because");
    assertThat(watch.see(1, Statuses.status(100, "w8a8", 3, "ACTIVE"))).isEmpty();
    assertThat(watch.followed()).isTrue();
    assertThat(watch.see(2, Statuses.status(25, "w8a8", 3, "ACTIVE")))
        .containsExactly("level  25 %  because");
    assertThat(watch.followed()).isFalse();
    assertThat(watch.see(3, Statuses.status(25, "w4a4", 3, "ACTIVE")))
        .as("exchanged, not counted yet")
        .isEmpty();
    assertThat(watch.see(4, Statuses.status(25, "w4a4", 4, "ACTIVE")))
        .containsExactly("runs w4a4: 11.5 ms beside 250 ms of shadow frames");
    assertThat(watch.followed()).isTrue();
    assertThat(watch.fell()).isTrue();
    assertThat(watch.levels()).extracting(LevelNote::percent).containsExactly(100, 25);
    assertThat(watch.policies())
        .containsExactly(new PolicyNote(4, "w4a4", 25, 250, 11.5, "by the table"));
  }

  @Test
  void a_rise_is_no_fall() {
    watch.see(0, Statuses.status(50, "w4a4", 0, "ACTIVE"));
    watch.see(1, Statuses.status(100, "w8a8", 1, "ACTIVE"));
    assertThat(watch.fell()).isFalse();
    assertThat(watch.level()).isGreaterThan(watch.firstLevel());
  }

  @Test
  void a_gateway_that_refuses_with_a_reason_has_followed_too() {
    watch.see(0, Statuses.status(100, "w8a8", 0, "ACTIVE"));
    watch.see(1, Statuses.status(25, "w8a8", 0, "GATE_FAILED"));
    assertThat(watch.followed()).isTrue();
    assertThat(watch.policies()).isEmpty();
  }
}
