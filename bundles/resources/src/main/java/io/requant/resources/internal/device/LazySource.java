package io.requant.resources.internal.device;

import io.requant.api.resource.ResourceReading;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes its source when it is first read, on the reading thread. */
public final class LazySource implements ReadingSource {

  private final Supplier<ReadingSource> maker;
  private ReadingSource source;

  /** Makes nothing yet. */
  public LazySource(Supplier<ReadingSource> maker) {
    this.maker = maker;
  }

  @Override
  public Optional<ResourceReading> read(long nanos) {
    if (source == null) {
      source = maker.get();
    }
    return source.read(nanos);
  }
}
