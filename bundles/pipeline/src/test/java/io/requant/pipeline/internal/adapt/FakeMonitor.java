package io.requant.pipeline.internal.adapt;

import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.Resource;
import io.requant.api.resource.ResourceLevel;
import io.requant.api.resource.ResourceMonitor;
import io.requant.api.resource.ResourceReading;
import io.requant.api.resource.Roofline;
import java.time.Instant;
import java.util.Optional;

/** A monitor whose level a test sets. */
final class FakeMonitor implements ResourceMonitor {

  private volatile LevelDecision decision = at(ResourceLevel.RICH_100);

  private static LevelDecision at(ResourceLevel level) {
    return new LevelDecision(
        level, Optional.of(Resource.CPU), 0.5, "it is " + level, Instant.EPOCH);
  }

  void set(ResourceLevel level) {
    decision = at(level);
  }

  @Override
  public LevelDecision decision() {
    return decision;
  }

  @Override
  public ResourceReading reading() {
    return ResourceReading.empty(Instant.EPOCH, "a test");
  }

  @Override
  public Optional<Roofline> roofline() {
    return Optional.empty();
  }

  @Override
  public Subscription subscribe(LevelListener listener) {
    listener.levelChanged(decision);
    return () -> {};
  }
}
