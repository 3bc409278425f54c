package io.requant.model.onnx;

import java.util.List;

/** Translates the nodes of one ONNX operator. */
@FunctionalInterface
interface Operator {

  /**
   * Translates a node whose inputs are not all constants.
   *
   * @param node the node
   * @param inputs its inputs in order; null for one that is left out
   * @param draft takes the layers
   * @return its first output
   * @throws OnnxException if this form of the operator has no counterpart; the message names the
   *     node
   */
  Value translate(OnnxNode node, List<Value> inputs, NetworkDraft draft);
}
