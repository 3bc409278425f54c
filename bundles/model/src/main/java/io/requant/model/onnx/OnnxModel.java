package io.requant.model.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A parsed file, checked as far as that is possible without knowing operators: one input, one
 * output, a known operator set, nodes in computing order. Nodes that the output does not depend on
 * are left out.
 */
final class OnnxModel {

  private static final int OLDEST_OPSET = 7;
  private static final int NEWEST_OPSET = 21;
  private static final int MAX_NODES = 100_000;

  private final ModelProto model;
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final List<OnnxNode> nodes;
  private final ValueInfoProto input;
  private final ValueInfoProto output;

  /**
   * Parses and checks.
   *
   * @throws OnnxException if this is no model that can be imported
   */
  OnnxModel(byte[] bytes) {
    try {
      model = ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxException(
          "not an ONNX model, or a truncated one (%d bytes): %s"
              .formatted(bytes.length, e.getMessage()),
          e);
    }
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw new OnnxException(
          "not an ONNX model, or a truncated one: it holds no graph; export it again");
    }
    GraphProto graph = model.getGraph();
    for (TensorProto tensor : graph.getInitializerList()) {
      initializers.put(tensor.getName(), tensor);
    }
    input = onlyInput(graph);
    if (graph.getOutputCount() != 1) {
      throw new OnnxException(
          "the graph has %d outputs %s; export it with the logits as its only output"
              .formatted(graph.getOutputCount(), names(graph.getOutputList())));
    }
    output = graph.getOutput(0);
    nodes = needed(graph, opset());
    uses.merge(output.getName(), 1, Integer::sum);
    nodes.forEach(node -> node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum)));
  }

  private int opset() {
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
        if (set.getVersion() < OLDEST_OPSET || set.getVersion() > NEWEST_OPSET) {
          throw new OnnxException(
              "operator set %d; %d..%d can be imported: export it with opset_version=17"
                  .formatted(set.getVersion(), OLDEST_OPSET, NEWEST_OPSET));
        }
        return (int) set.getVersion();
      }
    }
    throw new OnnxException("the model does not say which operator set it uses; export it again");
  }

  private ValueInfoProto onlyInput(GraphProto graph) {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(v -> !initializers.containsKey(v.getName())).toList();
    if (inputs.size() != 1) {
      throw new OnnxException(
          "the graph has %d inputs %s; export it with the image as its only input"
              .formatted(inputs.size(), names(inputs)));
    }
    return inputs.get(0);
  }

  private static List<String> names(List<ValueInfoProto> values) {
    return values.stream().map(ValueInfoProto::getName).limit(8).toList();
  }

  private static List<OnnxNode> needed(GraphProto graph, int opset) {
    if (graph.getNodeCount() > MAX_NODES) {
      throw new OnnxException(
          graph.getNodeCount() + " nodes; at most " + MAX_NODES + " are possible");
    }
    Set<String> wanted = new HashSet<>(Set.of(graph.getOutput(0).getName()));
    List<OnnxNode> kept = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(wanted::contains)) {
        wanted.addAll(node.getInputList());
        kept.add(new OnnxNode(node, opset));
      }
    }
    Collections.reverse(kept);
    return kept;
  }

  /** Whether Requant wrote the file. */
  boolean isOurs() {
    return model.getProducerName().equals(OnnxWriter.PRODUCER);
  }

  /** Nodes that the output depends on, in computing order. */
  List<OnnxNode> nodes() {
    return nodes;
  }

  /** A stored tensor, or null. */
  TensorProto initializer(String name) {
    return initializers.get(name);
  }

  /** How many node inputs, and the graph's output, read a name. */
  int uses(String name) {
    return uses.getOrDefault(name, 0);
  }

  ValueInfoProto input() {
    return input;
  }

  String outputName() {
    return output.getName();
  }

  String graphName() {
    return model.getGraph().getName();
  }

  Map<String, String> metadata() {
    Map<String, String> entries = new LinkedHashMap<>();
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    return entries;
  }
}
