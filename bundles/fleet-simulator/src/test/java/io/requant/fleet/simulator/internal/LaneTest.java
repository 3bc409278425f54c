package io.requant.fleet.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.fleet.agent.internal.machine.AgentThread;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LaneTest {

  @Test
  void whoWaitsOnTheLaneItselfIsServedAtOnce() throws Exception {
    try (Lane lane = new Lane(0)) {
      AgentThread thread = lane.agentThread();
      AtomicBoolean ran = new AtomicBoolean();
      AtomicBoolean ranWithin = new AtomicBoolean();
      lane.await(
          () -> {
            var done =
                thread.attend(
                    () -> {
                      ran.set(true);
                      return null;
                    });
            ranWithin.set(done.isDone() && ran.get());
          });
      assertThat(ranWithin).isTrue();
    }
  }

  @Test
  void anAgentThatEndedDropsItsTasksAndOthersGoOn() throws Exception {
    try (Lane lane = new Lane(0)) {
      AgentThread ended = lane.agentThread();
      AgentThread other = lane.agentThread();
      AtomicBoolean ran = new AtomicBoolean();
      lane.await(
          () -> {
            var unused =
                ended.submit(
                    () -> {
                      ran.set(true);
                      return null;
                    });
            close(ended);
          });
      other.submit(() -> null).get(5, TimeUnit.SECONDS);
      assertThat(ran).isFalse();
      assertThat(ended.closed()).isTrue();
      assertThatThrownBy(() -> ended.schedule(() -> null, Duration.ZERO))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }

  private static void close(AgentThread thread) {
    try {
      thread.close();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
