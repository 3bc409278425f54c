package io.requant.pipeline.internal;

import java.util.List;

/** What the pipeline knows of its backends, for the verb {@code backends}. */
public interface BackendInsight {

  /**
   * One backend.
   *
   * @param id its {@link io.requant.api.backend.Backend#ID}
   * @param serviceId its service id
   * @param ranking its service ranking
   * @param active whether it computes now
   * @param preferred whether it comes first whatever its ranking
   * @param aside why it is not used under the desired policy, or the empty string
   */
  record Line(
      String id, long serviceId, int ranking, boolean active, boolean preferred, String aside) {}

  /** All backends that are bound, best first. */
  List<Line> backends();
}
