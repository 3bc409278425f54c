package io.requant.bench.internal.peer;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.TreeMap;

/** How often each operator is in a graph. */
final class OperatorCount {

  private OperatorCount() {}

  static Map<String, Integer> of(byte[] model) throws InvalidProtocolBufferException {
    Map<String, Integer> counts = new TreeMap<>();
    for (NodeProto node : ModelProto.parseFrom(model).getGraph().getNodeList()) {
      counts.merge(node.getOpType(), 1, Integer::sum);
    }
    return counts;
  }
}
