package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Example;

class QonnxExporterTest {

  private static ModelProto export(Network network, Policy policy) {
    try {
      return ModelProto.parseFrom(QonnxExporter.export(network, policy));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes Quant out in ONNX's own operators, as its specification defines it. */
  private static byte[] lowered(ModelProto model) {
    GraphProto graph = model.getGraph();
    Map<String, TensorProto> stored = new HashMap<>();
    graph.getInitializerList().forEach(t -> stored.put(t.getName(), t));
    GraphProto.Builder lowered = graph.toBuilder().clearNode();
    for (NodeProto node : graph.getNodeList()) {
      if (!node.getOpType().equals("Quant")) {
        lowered.addNode(node);
        continue;
      }
      Map<String, AttributeProto> attributes =
          node.getAttributeList().stream()
              .collect(Collectors.toMap(AttributeProto::getName, a -> a));
      assertThat(attributes.get("rounding_mode").getS().toStringUtf8()).isEqualTo("ROUND");
      boolean signed = attributes.get("signed").getI() == 1;
      boolean narrow = attributes.get("narrow").getI() == 1;
      int bits =
          (int)
              stored
                  .get(node.getInput(3))
                  .getRawData()
                  .asReadOnlyByteBuffer()
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .getFloat();
      double low = signed ? -Math.pow(2, bits - 1) + (narrow ? 1 : 0) : 0;
      double high = (signed ? Math.pow(2, bits - 1) : Math.pow(2, bits)) - 1;
      String name = node.getOutput(0);
      lowered.addInitializer(scalar(name + "!low", low));
      lowered.addInitializer(scalar(name + "!high", high));
      lowered.addNode(plain("Div", List.of(node.getInput(0), node.getInput(1)), name + "!div"));
      lowered.addNode(plain("Add", List.of(name + "!div", node.getInput(2)), name + "!add"));
      lowered.addNode(plain("Round", List.of(name + "!add"), name + "!round"));
      lowered.addNode(
          plain("Clip", List.of(name + "!round", name + "!low", name + "!high"), name + "!clip"));
      lowered.addNode(plain("Sub", List.of(name + "!clip", node.getInput(2)), name + "!sub"));
      lowered.addNode(plain("Mul", List.of(name + "!sub", node.getInput(1)), name));
    }
    return model.toBuilder()
        .setGraph(lowered)
        .removeOpsetImport(domainIndex(model))
        .build()
        .toByteArray();
  }

  private static int domainIndex(ModelProto model) {
    for (int i = 0; i < model.getOpsetImportCount(); i++) {
      if (model.getOpsetImport(i).getDomain().equals(QonnxDialect.DOMAIN)) {
        return i;
      }
    }
    throw new AssertionError("the domain is not imported");
  }

  private static TensorProto scalar(String name, double value) {
    return TestModel.floatTensor(new float[] {(float) value}).toBuilder().setName(name).build();
  }

  private static NodeProto plain(String op, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(op).addAllInput(inputs).addOutput(output).build();
  }

  @Example
  void quantNodesComputeOurIntegers() {
    PlausibleCase.some(100)
        .map(QonnxExporterTest::measure)
        .reduce(QuantizedAgreement.NONE, QuantizedAgreement::plus)
        .assertAgreement();
  }

  private static QuantizedAgreement measure(PlausibleCase c) {
    try (OrtModel ort = new OrtModel(lowered(export(c.network(), c.policy())))) {
      Program program = Program.of(c.network(), c.policy());
      return QuantizedAgreement.measure(ort, program, c.network().inputScale(), 5, 3);
    }
  }

  @Example
  void everyWeightAndActivationCarriesItsWidth() {
    Network network = Nets.plausible(Nets.separable(4, 2));
    ModelProto model = export(network, PlausiblePolicies.uniform(network, 4, 4));
    List<String> quants =
        model.getGraph().getNodeList().stream()
            .filter(node -> node.getOpType().equals("Quant"))
            .map(NodeProto::getName)
            .toList();
    assertThat(quants).contains("input/quant", "stem/quant", "stem.weight/quant", "pw2/quant");
    assertThat(model.getGraph().getNodeList())
        .filteredOn(node -> node.getOpType().equals("Quant"))
        .allMatch(node -> node.getDomain().equals("qonnx.custom_op.general"));
  }
}
