package io.requant.quantlstm.internal.compare;

import io.requant.model.policy.Policy;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.NetworkJudge;
import io.requant.quantlstm.internal.search.NetworkJudge.Answers;
import io.requant.quantlstm.internal.search.PolicyMaker;

/**
 * A network with everything that makes and judges policies of it.
 *
 * @param shared the network
 * @param estimator makes its policies
 * @param judge shows training images
 * @param reference what the network answers to these at the widest
 * @param holdout shows images that were kept back
 */
public record Bench(
    SharedNetwork shared,
    PolicyEstimator estimator,
    NetworkJudge judge,
    Answers reference,
    NetworkJudge holdout) {

  /** Turns choices of these options into policies. */
  PolicyMaker maker(LayerCosts costs) {
    return new PolicyMaker(estimator, shared.points(), costs);
  }

  /** Mean divergence of a policy's answers from those at the widest, in nats. */
  double divergence(Policy policy) {
    return NetworkJudge.divergence(reference, judge.answers(policy));
  }
}
