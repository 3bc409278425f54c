package io.requant.api.resource;

/**
 * Processor time that is left for this process: its quota less what others use. What the process
 * uses itself is not taken away, or inference would lower its own level.
 *
 * @param leftCores processors left for this process, its own use included; 0..capacityCores
 * @param capacityCores processors that it may use at all: those of the machine, its affinity and
 *     the quotas of its control groups, whichever is least; above 0
 * @param ownCores processors that it uses now; 0 or more
 * @param limit what sets {@code leftCores}: "machine", or the path of a control group
 */
public record CpuLeft(double leftCores, double capacityCores, double ownCores, String limit) {

  public CpuLeft {
    if (!(capacityCores > 0 && Double.isFinite(capacityCores))
        || !(leftCores >= 0 && leftCores <= capacityCores)
        || !(ownCores >= 0 && Double.isFinite(ownCores))) {
      throw new IllegalArgumentException(
          "%s of %s processors left, %s used: needs 0 <= left <= capacity, capacity > 0, used >= 0"
              .formatted(leftCores, capacityCores, ownCores));
    }
  }

  /** What is left as a share of the capacity, 0..1. */
  public double share() {
    return leftCores / capacityCores;
  }
}
