package io.requant.resources.internal.device;

import io.requant.api.resource.ResourceReading;
import java.util.Optional;

/** Where readings come from: the device, or a recorded trace. */
public interface ReadingSource {

  /**
   * The reading of this moment. Called on one thread, some time apart.
   *
   * @param nanos time of a monotonic clock, later than that of the call before
   * @return empty if there is none yet: what is counted over time needs two looks
   */
  Optional<ResourceReading> read(long nanos);
}
