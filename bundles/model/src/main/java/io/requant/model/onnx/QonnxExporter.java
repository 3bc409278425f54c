package io.requant.model.onnx;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;

/**
 * Writes a network under a policy as QONNX: the graph of {@link QcdqExporter} with {@code Quant}
 * nodes (domain {@code qonnx.custom_op.general}) that carry the widths.
 */
public final class QonnxExporter {

  private QonnxExporter() {}

  /**
   * Exports a network under a policy.
   *
   * @return the file's content
   * @throws PolicyMismatchException if the policy does not fit the network
   * @throws OnnxUnavailableException if protobuf is not installed
   */
  public static byte[] export(Network network, Policy policy) {
    ProtobufRuntime.require();
    return new QuantizedGraphWriter(
            network, policy, (out, layers, wide) -> new QonnxDialect(out, layers))
        .write();
  }
}
