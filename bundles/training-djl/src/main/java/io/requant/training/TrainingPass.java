package io.requant.training;

import ai.djl.ndarray.NDArray;
import java.util.SplittableRandom;
import org.osgi.annotation.versioning.ProviderType;

/** A pass whose gradients are recorded. */
@ProviderType
public interface TrainingPass extends Pass {

  /** Steps taken before this one, from 0. */
  long step();

  /** Steps of the whole run. */
  long steps();

  /** Source of randomness that depends only on the seed and the place in the run. */
  SplittableRandom random();

  /**
   * Mean cross-entropy to the labels in nats, a scalar. The logits of the first call in a pass
   * count for the reported training accuracy.
   */
  NDArray crossEntropy(NDArray logits);
}
