package io.requant.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.network.Digest;
import io.requant.model.policy.Cost;
import io.requant.model.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LevelTableTest {

  private static final Digest NETWORK = Digest.of(new byte[] {1});

  static Policy policy(String name, long bops) {
    return new Policy(name, NETWORK, List.of(), new Cost(1, bops, 1), Optional.empty());
  }

  @Test
  void a_model_without_level_policies_gives_the_most_precise_that_a_level_can_pay() {
    LevelTable table =
        new LevelTable(
            List.of(
                policy("w4a4", 26), policy("w8a8", 100), policy("w6a6", 57), policy("w5a5", 40)));
    assertThat(table.configured()).isEqualTo("25:w4a4,50:w5a5,75:w6a6,100:w8a8");
    assertThat(table.names()).containsExactly("w8a8", "w6a6", "w5a5", "w4a4");
    assertThat(table.richest().name()).isEqualTo("w8a8");
  }

  @Test
  void a_policy_that_is_named_after_a_level_goes_first_and_serves_no_other_level() {
    LevelTable table =
        new LevelTable(
            List.of(
                policy("w8a8", 100),
                policy("w2a2", 7),
                policy("level-75", 75),
                policy("level-50", 49)));
    assertThat(table.configured()).isEqualTo("25:w2a2,50:level-50,75:level-75,100:w8a8");
    assertThat(table.at(75)).isEqualTo("level-75");
  }

  @Test
  void a_model_with_nothing_but_level_policies_is_enough() {
    LevelTable table = new LevelTable(List.of(policy("level-100", 90), policy("level-25", 20)));
    assertThat(table.configured()).isEqualTo("25:level-25,50:level-25,75:level-25,100:level-100");
    assertThat(new LevelTable(List.of(policy("only", 5))).names()).containsExactly("only");
  }

  @Property
  void any_model_gives_every_level_a_policy_of_its_own_that_the_fleet_can_name(
      @ForAll @Size(min = 1, max = 8) List<@LongRange(min = 0, max = 1L << 50) Long> costs,
      @ForAll Set<@LongRange(min = 1, max = 4) Long> named) {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < costs.size(); i++) {
      policies.add(policy("p" + i, costs.get(i)));
    }
    named.forEach(quarter -> policies.add(policy("level-" + 25 * quarter, quarter)));
    LevelTable table = new LevelTable(policies);
    assertThat(policies.stream().map(Policy::name)).containsAll(table.names());
    assertThat(AdaptationBounds.named(table.names()).policies()).contains(table.at(25));
    for (int percent = 25; percent <= 100; percent += 25) {
      assertThat(table.names()).contains(table.at(percent));
      if (named.contains(percent / 25L)) {
        assertThat(table.at(percent)).isEqualTo("level-" + percent);
      }
    }
  }
}
