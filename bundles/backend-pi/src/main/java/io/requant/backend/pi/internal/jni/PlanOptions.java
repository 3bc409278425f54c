package io.requant.backend.pi.internal.jni;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a plan is to be computed. Results are the same whatever it says.
 *
 * @param kernels that may compute convolutions
 * @param workers threads that compute together, the caller's included: 1..{@value #MOST_WORKERS}
 * @param partPicoseconds predicted time of the shortest part of a layer that is worth handing to
 *     another worker, at least 1
 */
public record PlanOptions(Set<NativeKernel> kernels, int workers, int partPicoseconds) {

  /** As plan.h has it. */
  public static final int MOST_WORKERS = 16;

  /** Several times what it costs that another core has to fetch what this one wrote. */
  private static final int PART_PICOSECONDS = 10_000_000;

  public PlanOptions {
    kernels = Set.copyOf(kernels);
    if (workers < 1 || workers > MOST_WORKERS || partPicoseconds < 1) {
      throw new IllegalArgumentException(
          "%d workers, parts of %d ps: 1 to %d workers and parts of at least 1 ps are possible"
              .formatted(workers, partPicoseconds, MOST_WORKERS));
    }
  }

  /** All kernels and so many workers. */
  public static PlanOptions of(int workers) {
    return new PlanOptions(EnumSet.allOf(NativeKernel.class), workers, PART_PICOSECONDS);
  }

  /** One worker and some kernels. */
  static PlanOptions of(Set<NativeKernel> kernels) {
    return new PlanOptions(kernels, 1, PART_PICOSECONDS);
  }
}
