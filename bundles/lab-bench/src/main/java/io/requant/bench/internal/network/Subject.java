package io.requant.bench.internal.network;

import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.Dequantization;
import java.util.List;
import java.util.Optional;

/**
 * A network under a policy, as every engine is given it.
 *
 * @param name what reports call it
 * @param origin where its weights are from, in one sentence
 * @param random whether the weights are random, so that only times mean anything
 * @param network integer weights
 * @param policy widths and constants
 * @param other another policy of the same network, to switch to
 * @param inputs encoded images: signed bytes, NHWC, at least one
 */
public record Subject(
    String name,
    String origin,
    boolean random,
    Network network,
    Policy policy,
    Optional<Policy> other,
    List<byte[]> inputs) {

  public Subject {
    inputs = List.copyOf(inputs);
  }

  /** The real network that the integers stand for: what peers are made from. */
  public FloatNetwork real() {
    return RectifiersOnce.of(Dequantization.of(network, policy));
  }

  /** Multiply-accumulates of an inference. */
  public long macs() {
    return policy.cost().macs();
  }
}
