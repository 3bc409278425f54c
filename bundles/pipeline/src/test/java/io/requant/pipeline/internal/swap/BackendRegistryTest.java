package io.requant.pipeline.internal.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.FakeBackend;
import io.requant.pipeline.internal.TestModel;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendRegistryTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Policy POLICY = TestModel.policy("w8a8");

  private final BackendRegistry registry = new BackendRegistry("");
  private final FakeBackend a = new FakeBackend("a");
  private final FakeBackend b = new FakeBackend("b");
  private final FakeBackend c = new FakeBackend("c");

  @Test
  void ordersByRankingThenByAge() {
    registry.bind(a, a.properties(0, 7));
    registry.bind(b, b.properties(5, 9));
    registry.bind(c, c.properties(0, 3));
    assertThat(registry.ranked()).extracting(BackendEntry::id).containsExactly("b", "c", "a");
    registry.prefer("a");
    assertThat(registry.ranked()).extracting(BackendEntry::id).containsExactly("a", "b", "c");
    registry.changed(c, c.properties(9, 3));
    assertThat(registry.ranked()).extracting(BackendEntry::id).containsExactly("a", "c", "b");
  }

  @Test
  void amongEqualsTheNewestRevisionComesFirst() {
    registry.bind(a, Map.of("service.id", 1L, "backend.id", "a", "backend.revision", "0.1.9"));
    registry.bind(b, Map.of("service.id", 2L, "backend.id", "b", "backend.revision", "0.1.10"));
    registry.bind(c, Map.of("service.id", 3L, "backend.id", "c", "backend.revision", "?"));
    assertThat(registry.ranked()).extracting(BackendEntry::id).containsExactly("b", "a", "c");
  }

  @Test
  void aServiceWithoutAnIdIsNamedByItsServiceId() {
    registry.bind(a, Map.of("service.id", 12L));
    assertThat(registry.ranked()).extracting(BackendEntry::id).containsExactly("service-12");
  }

  @Test
  void unbindingRemovesThatServiceAndNotAnotherOfTheSameId() {
    FakeBackend twin = new FakeBackend("a");
    registry.bind(a, a.properties(0, 1));
    BackendEntry second = registry.bind(twin, twin.properties(0, 2));
    assertThat(registry.unbind(a)).isPresent();
    assertThat(registry.unbind(a)).isEmpty();
    assertThat(registry.ranked()).containsExactly(second);
  }

  @Test
  void theBackOffDoublesWithEachFailureInARowUpToAMinute() {
    BackendEntry entry = registry.bind(a, a.properties(0, 1));
    long now = 0;
    for (int failure = 0; failure < 9; failure++) {
      entry.setAside(POLICY, "failed", now);
      long backOff = Math.min(64, 1L << failure) * SECOND;
      assertThat(entry.asideFor(POLICY, now + backOff - 1)).isPresent();
      assertThat(entry.asideFor(POLICY, now + backOff)).isEmpty();
      assertThat(entry.backOffEnded(POLICY, now, now + backOff)).isTrue();
      assertThat(entry.backOffEnded(POLICY, now + backOff, now + backOff + 1)).isFalse();
      now += backOff;
    }
    entry.works(POLICY);
    entry.setAside(POLICY, "failed", now);
    assertThat(entry.asideFor(POLICY, now + SECOND)).isEmpty();
  }

  @Test
  void aBackendIsSetAsideForOnePolicyOnly() {
    BackendEntry entry = registry.bind(a, a.properties(0, 1));
    entry.setAside(POLICY, "failed", 0);
    assertThat(entry.asideFor(TestModel.policy("w4a4"), 0)).isEmpty();
  }

  @Test
  void whatIsRememberedOfPoliciesIsBounded() {
    BackendEntry entry = registry.bind(a, a.properties(0, 1));
    entry.refuse(POLICY, "unsupported");
    for (int i = 0; i < 64; i++) {
      entry.refuse(TestModel.policy("p" + i), "unsupported");
    }
    assertThat(entry.asideFor(POLICY, 0)).as("the oldest is forgotten").isEmpty();
    assertThat(entry.asideFor(TestModel.policy("p63"), Long.MAX_VALUE / 2)).isPresent();
  }
}
