package io.requant.model.program;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.List;

/**
 * A network under a policy as a list of integer steps: the one lowering that the reference and
 * every engine execute. Immutable.
 *
 * @param tensors every tensor, the network's input first
 * @param steps steps in computing order
 * @param output index of the result: signed integers, the logits
 * @param logitScale real value of one step of the logits
 */
public record Program(List<TensorSpec> tensors, List<Step> steps, int output, double logitScale) {

  public Program {
    tensors = List.copyOf(tensors);
    steps = List.copyOf(steps);
  }

  /**
   * Lowers a network under a policy.
   *
   * @throws PolicyMismatchException if the policy was made for another network or does not fit it;
   *     the message says where
   */
  public static Program of(Network network, Policy policy) {
    return new Lowering(network, policy).run();
  }

  /** Index of the network's input. */
  public int input() {
    return 0;
  }

  /** Number of input elements. */
  public int inputSize() {
    return tensors.get(0).shape().size();
  }

  /** Number of logits. */
  public int outputSize() {
    return tensors.get(output).shape().size();
  }
}
