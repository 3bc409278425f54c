package io.requant.resources.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.resources.internal.device.Trace;
import io.requant.resources.internal.device.Trace.Point;
import io.requant.resources.internal.level.LevelSettings;
import io.requant.resources.internal.level.ResourceScale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceReplayTest {

  @Test
  void aStaircaseOfLoadGoesThroughAllLevelsAndBack() {
    List<TraceReplay.Change> changes =
        replay(
            new Point(0, 0.95, 1),
            new Point(20, 0.62, 1),
            new Point(40, 0.38, 1),
            new Point(60, 0.12, 1),
            new Point(80, 0.95, 1));
    assertThat(changes)
        .extracting(change -> change.decision().level().percent())
        .startsWith(100, 75, 50, 25)
        .endsWith(100);
    assertThat(changes.get(1).seconds()).isBetween(20.0, 26.0);
  }

  @Test
  void aStormOfLoadChangesTheLevelOnceADwellAtMost() {
    Random random = new Random(20240813);
    List<Point> storm = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      storm.add(new Point(i * 0.5, random.nextInt(2), 1));
    }
    List<TraceReplay.Change> changes = replay(storm.toArray(Point[]::new));
    for (int i = 1; i < changes.size(); i++) {
      assertThat(changes.get(i).seconds() - changes.get(i - 1).seconds()).isGreaterThanOrEqualTo(5);
    }
  }

  private static List<TraceReplay.Change> replay(Point... points) {
    return TraceReplay.changes(
        "test",
        new Trace(List.of(points)),
        Duration.ofSeconds(1),
        LevelSettings.DEFAULT,
        ResourceScale.DEFAULT);
  }
}
