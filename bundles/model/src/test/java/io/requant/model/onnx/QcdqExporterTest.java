package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import com.google.protobuf.InvalidProtocolBufferException;
import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.TestCase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class QcdqExporterTest {

  private static QuantizedAgreement measure(
      Network network, Policy policy, OptLevel level, int images) {
    byte[] model = QcdqExporter.export(network, policy);
    try (OrtModel ort = new OrtModel(model, level)) {
      Program program = Program.of(network, policy);
      return QuantizedAgreement.measure(ort, program, network.inputScale(), images, 11);
    }
  }

  @Example
  void anyNetworkGivesOurIntegersUnderAPlausiblePolicy() {
    PlausibleCase.some(200)
        .map(c -> measure(c.network(), c.policy(), OptLevel.ALL_OPT, 5))
        .reduce(QuantizedAgreement.NONE, QuantizedAgreement::plus)
        .assertAgreement();
  }

  /** Without graph optimisation: ONNX Runtime's fused pools refuse the extremes among factors. */
  @Example
  void anyPolicyIsExported() {
    LongStream.range(0, 100)
        .mapToObj(seed -> TestCase.of(seed, 8, 8))
        .map(c -> measure(c.network(), c.policy(), OptLevel.NO_OPT, 5))
        .reduce(QuantizedAgreement.NONE, QuantizedAgreement::plus)
        .assertAgreement();
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void widePoliciesRunToo(@ForAll long seed) {
    TestCase c = TestCase.of(seed);
    try (OrtModel ort =
        new OrtModel(QcdqExporter.export(c.network(), c.policy()), OptLevel.NO_OPT)) {
      Shape shape = c.network().graph().inputShape();
      assertThat(
              ort.run(new float[shape.size()], 1, shape.channels(), shape.height(), shape.width()))
          .hasSize(c.network().graph().outputShape().size());
    }
  }

  @Example
  void knownNetworksGiveOurIntegers() {
    for (Graph graph : List.of(Nets.mobileNetV2(), Nets.separable(8, 4))) {
      Network network = Nets.plausible(graph);
      for (int bits : new int[] {4, 12}) {
        Policy policy = PlausiblePolicies.uniform(network, bits, bits);
        measure(network, policy, OptLevel.ALL_OPT, 1).assertAgreement();
      }
    }
  }

  @Example
  void resnet20GivesOurClasses() {
    Network network = Nets.resnet20();
    Policy policy = PlausiblePolicies.uniform(network, 4, 4);
    measure(network, policy, OptLevel.ALL_OPT, 1).assertAgreement();
  }

  private static ModelProto parse(byte[] model) {
    try {
      return ModelProto.parseFrom(model);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> operators(ModelProto model) {
    return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  private static Network residual() {
    List<Layer> layers =
        List.of(
            new Conv("a", Graph.INPUT, 2, 4, Window.square(3, 1, 1), 1),
            Relu.uncapped("a.relu", "a"),
            new Conv("b", "a.relu", 4, 4, Window.square(3, 1, 1), 1),
            new Add("sum", "b", "a.relu"),
            Relu.uncapped("sum.relu", "sum"),
            new Conv("c", "sum.relu", 4, 3, Window.square(1, 1, 0), 1));
    return Nets.plausible(
        new Graph("residual", new Shape(5, 5, 2), Normalisation.identity(2), layers, List.of()));
  }

  /** Quantization of: input, a, residual operand, b + residual; the logits need 16 bits. */
  @Example
  void aConvolutionWithResidualIsRoundedOnceAfterTheSum() {
    Network network = residual();
    Policy policy = PlausiblePolicies.uniform(network, 8, 8);
    List<String> operators = operators(parse(QcdqExporter.export(network, policy)));
    assertThat(operators).filteredOn("QuantizeLinear"::equals).hasSize(4);
    assertThat(operators).filteredOn("Round"::equals).hasSize(1);
    assertThat(operators.get(0)).isEqualTo("QuantizeLinear");
    int sum = operators.indexOf("Add");
    assertThat(operators.subList(sum, sum + 3)).containsExactly("Add", "Relu", "QuantizeLinear");
  }

  @Example
  void widthsBelowEightBitsAreClipped() {
    Network network = residual();
    ModelProto model =
        parse(QcdqExporter.export(network, PlausiblePolicies.uniform(network, 3, 4)));
    List<String> names =
        model.getGraph().getNodeList().stream()
            .filter(node -> node.getOpType().equals("Clip"))
            .map(NodeProto::getName)
            .toList();
    assertThat(names).contains("a/clip", "b.weight/clip").doesNotContain("a.weight/clip");
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(13);
  }

  @Example
  void onlyWidthsAboveEightBitsNeedOperatorSet21() {
    Network network = residual();
    ModelProto model =
        parse(QcdqExporter.export(network, PlausiblePolicies.uniform(network, 8, 9)));
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(21);
    assertThat(model.getIrVersion()).isEqualTo(10);
  }

  @Example
  void metadataSayWhereTheGraphComesFrom() {
    Network network = residual();
    Policy policy = PlausiblePolicies.uniform(network, 4, 4);
    assertThat(
            parse(QcdqExporter.export(network, policy)).getMetadataPropsList().stream()
                .collect(
                    Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue)))
        .containsEntry(ModelMetadata.POLICY, "w4a4")
        .containsEntry(ModelMetadata.POLICY_DIGEST, policy.digest().hex())
        .containsEntry(ModelMetadata.NETWORK_DIGEST, network.digest().hex())
        .containsEntry(ModelMetadata.INPUT_SCALE, String.valueOf(network.inputScale()))
        .containsEntry(ModelMetadata.MEAN, "0.0,0.0");
  }

  @Example
  void aPolicyOfAnotherNetworkIsRefused() {
    Network network = residual();
    Policy other = PlausiblePolicies.uniform(Nets.plausible(Nets.separable(4, 1)), 4, 4);
    assertThatThrownBy(() -> QcdqExporter.export(network, other))
        .isInstanceOf(PolicyMismatchException.class);
  }
}
