package io.requant.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.demo.internal.LevelWatch.LevelNote;
import io.requant.demo.internal.LevelWatch.PolicyNote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadShowTest {

  private final LevelTable table =
      new LevelTable(
          List.of(LevelTableTest.policy("w8a8", 100), LevelTableTest.policy("w4a4", 25)));
  private final List<String> said = new ArrayList<>();
  private final Device device = new Device();

  /** A gateway whose level is what a load leaves, a look later; its policy comes a look after. */
  private final class Device implements LoadShow.Load {
    private boolean loaded;
    private boolean dies;
    private int idle = 100;
    private int afterwards = 100;
    private int underLoad = 25;
    private String outside;
    private int level = 100;
    private String policy = "w8a8";
    private int changes;

    LoadShow.Load start(int percent) {
      said.add("started " + percent);
      loaded = true;
      return this;
    }

    JsonNode status() {
      String wanted = outside != null && level < 100 ? outside : table.at(level);
      if (!policy.equals(wanted)) {
        policy = wanted;
        changes++;
      }
      JsonNode status = Statuses.status(level, policy, changes, "ACTIVE");
      level = loaded ? underLoad : idle;
      return status;
    }

    @Override
    public boolean alive() {
      return !dies;
    }

    @Override
    public Path log() {
      return Path.of("load.log");
    }

    @Override
    public void close() {
      said.add("ended");
      loaded = false;
      idle = afterwards;
    }
  }

  private AdaptationNote show(Duration box) throws Exception {
    return new LoadShow(
            device::status, table, Duration.ZERO, Duration.ofMillis(300), device::start, said::add)
        .run(90, box);
  }

  @Test
  void the_level_falls_under_the_load_and_climbs_after_it_and_the_policy_with_it()
      throws Exception {
    AdaptationNote note = show(Duration.ofSeconds(20));
    assertThat(note.problem()).isEmpty();
    assertThat(note.levels()).extracting(LevelNote::percent).containsExactly(100, 25, 100);
    assertThat(note.policies()).extracting(PolicyNote::policy).containsExactly("w4a4", "w8a8");
    assertThat(said).containsSubsequence("started 90", "ended");
    assertThat(said).anyMatch(line -> line.startsWith("the load ends after"));
  }

  @Test
  void a_device_that_has_little_left_anyway_is_not_loaded_and_that_is_no_failure()
      throws Exception {
    device.level = 25;
    device.idle = 25;
    AdaptationNote note = show(Duration.ofSeconds(20));
    assertThat(note.good()).isTrue();
    assertThat(note.loadSeconds()).isZero();
    assertThat(said).doesNotContain("started 90");
  }

  @Test
  void a_level_that_does_not_fall_is_a_failure_and_the_load_ends_nevertheless() throws Exception {
    device.underLoad = 100;
    AdaptationNote note = show(Duration.ofMillis(100));
    assertThat(note.problem()).hasValue("the level did not fall under the load");
    assertThat(said).contains("ended");
  }

  @Test
  void a_load_that_dies_is_a_failure_that_names_its_log() throws Exception {
    device.underLoad = 100;
    device.dies = true;
    assertThat(show(Duration.ofMillis(100)).problem().orElseThrow()).contains("load.log");
  }

  @Test
  void a_policy_out_of_the_fleets_bounds_is_a_failure() throws Exception {
    device.outside = "w2a2";
    assertThat(show(Duration.ofMillis(100)).problem().orElseThrow()).contains("w2a2");
  }

  @Test
  void a_level_that_stays_down_because_others_compute_is_told_and_no_failure() throws Exception {
    device.afterwards = 25;
    AdaptationNote note = show(Duration.ofMillis(100));
    assertThat(note.good()).isTrue();
    assertThat(note.levels()).extracting(LevelNote::percent).containsExactly(100, 25);
  }
}
