package io.requant.model.onnx;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;

/**
 * Writes a network under a policy as ONNX with QuantizeLinear, Clip and DequantizeLinear nodes, to
 * run it in other engines.
 *
 * <p>The graph rounds where our integers round: a convolution's result only after the residual sum
 * and the rectifier, the residual operand before the sum. Its input is the normalised image (batch,
 * channel, row, column), its output the logits as reals. Results differ from ours by single steps,
 * and seldom: sums of floats are not exact.
 */
public final class QcdqExporter {

  private QcdqExporter() {}

  /**
   * Exports a network under a policy.
   *
   * @return the file's content: operator set 13 if no width is above 8 bits, else 21
   * @throws PolicyMismatchException if the policy does not fit the network
   * @throws OnnxUnavailableException if protobuf is not installed
   */
  public static byte[] export(Network network, Policy policy) {
    ProtobufRuntime.require();
    return new QuantizedGraphWriter(network, policy, QcdqDialect::new).write();
  }
}
