package io.requant.fleet.agent.internal.machine;

import static io.requant.fleet.agent.internal.machine.World.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.fleet.agent.internal.machine.AgentState.Accepted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStateStoreTest {

  @TempDir Path directory;

  @Test
  void aStateIsReadAsItWasWritten() throws IOException {
    World world = new World();
    world.receive(world.apply(3, B));
    world.pipeline.finish(world.agent, Outcome.GATE_FAILED);
    AgentState state = world.disk.load().orElseThrow();
    FileStateStore store = new FileStateStore(directory);
    assertThat(store.load()).isEmpty();
    store.save(state);
    AgentState read = new FileStateStore(directory).load().orElseThrow();
    assertThat(read.progress()).isEqualTo(state.progress());
    assertThat(read.ratchets()).isEqualTo(state.ratchets());
    assertThat(read.pinned()).isEqualTo(state.pinned());
    assertThat(read.ring().map(Accepted::position)).isEqualTo(state.ring().map(Accepted::position));
    assertThat(read.ring().orElseThrow().message()).isEqualTo(state.ring().orElseThrow().message());
    assertThat(read.gateway()).isEmpty();
  }

  @Test
  void aPolicyThatHasToProveItselfIsReadAsItWasWritten() throws IOException {
    World world = new World();
    FileStateStore store = new FileStateStore(directory);
    for (AdaptationBounds bounds :
        List.of(
            AdaptationBounds.EXACT,
            AdaptationBounds.OPEN,
            AdaptationBounds.named(List.of("a", "b")))) {
      world.pipeline.bounds = bounds;
      world.receive(
          world.message().at(world.reports.size()).policy(B).soak(Duration.ofHours(1)).seal());
      store.save(world.disk.load().orElseThrow());
      assertThat(store.load().orElseThrow().trial())
          .as("while it is compared")
          .isEqualTo(world.disk.load().orElseThrow().trial())
          .isPresent();
      world.pipeline.finish(world.agent, Outcome.ACTIVE);
      store.save(world.disk.load().orElseThrow());
      Trial trial = store.load().orElseThrow().trial().orElseThrow();
      assertThat(trial).isEqualTo(world.disk.load().orElseThrow().trial().orElseThrow());
      assertThat(trial.bounds()).isEqualTo(bounds);
      assertThat(trial.soakUntil()).isPresent();
      world.pipeline.desired = World.A;
    }
  }

  @Test
  void aDamagedFileIsNamedWithTheWayOut() throws IOException {
    for (String text :
        List.of("", "{", "[]", "{}", "{\"schema\":2}", "{\"schema\":1}", "x".repeat(20_000_000))) {
      Files.writeString(directory.resolve("agent-state.json"), text);
      assertThatThrownBy(() -> new FileStateStore(directory).load())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("agent-state.json")
          .hasMessageContaining("delete it");
    }
  }
}
