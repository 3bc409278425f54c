package io.requant.dscprune.internal.search;

import io.requant.api.hardware.HardwareEstimate;
import io.requant.dscprune.internal.prune.PrunePlan;
import java.util.Optional;

/**
 * A plan with what it is expected to lead to.
 *
 * @param plan what is cut
 * @param size what the network costs then
 * @param accuracy expected on the images kept back, before a long fine-tuning, 0..1
 * @param hardware what it takes on the device, if there is one to fit and an estimator
 */
public record Candidate(
    PrunePlan plan, Size size, double accuracy, Optional<HardwareEstimate> hardware) {}
