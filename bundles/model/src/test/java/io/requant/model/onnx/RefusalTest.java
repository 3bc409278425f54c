package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be imported is refused with the node's name and the reason. */
class RefusalTest {

  private static void refused(TestModel m, String... parts) {
    refused(m.bytes(), ImportOptions.defaults(), parts);
  }

  private static void refused(byte[] bytes, ImportOptions options, String... parts) {
    assertThatThrownBy(() -> OnnxImporter.read(bytes, options))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @MethodSource("io.requant.model.onnx.RefusedForms#all")
  void aFormWithoutCounterpartIsNamed(Consumer<TestModel> nodes, String reason) {
    TestModel m = TestModel.image(13, 3, 4, 5);
    nodes.accept(m);
    refused(m, "node '/", reason);
  }

  @Test
  void theNameOfTheNodeIsTheOneInTheFile() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.node("LSTM", "x");
    m.graph.getNodeBuilder(0).setName("layer3.2/foo");
    refused(m, "node 'layer3.2/foo' (op 'LSTM'): ", "Conv");
  }

  @Test
  void operatorsOfOtherDomainsAreNamedWithTheirDomain() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.relu("x");
    m.graph.getNodeBuilder(0).setDomain("com.microsoft");
    refused(m, "op 'com.microsoft::Relu'");
  }

  @Test
  void aSecondOutputThatIsReadIsRefused() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.graph.addNode(
        NodeProto.newBuilder().setOpType("Dropout").addInput("x").addOutput("y").addOutput("mask"));
    m.node("Add", List.of("y", "mask"));
    refused(m, "op 'Dropout'", "first output");
  }

  @Test
  void aValueMayBeWrittenOnce() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.relu(m.relu("x"));
    m.graph.getNodeBuilder(1).setOutput(0, m.graph.getNode(0).getOutput(0));
    refused(m, "exists already");
  }

  @Test
  void operatorSetsOutsideTheRangeAreRefused() {
    for (int opset : new int[] {0, 6, 22}) {
      TestModel m = TestModel.image(opset, 3, 4, 5);
      m.relu("x");
      refused(m, "operator set " + opset, "7..21");
    }
  }

  @Test
  void aModelHasOneInputAndOneOutput() {
    TestModel two = TestModel.image(13, 3, 4, 5);
    two.graph.addInput(TestModel.info("y", DataType.FLOAT, 1, 3));
    two.relu("x");
    refused(two, "2 inputs [x, y]");
    TestModel outputs = TestModel.image(13, 3, 4, 5);
    String relu = outputs.relu("x");
    refused(outputs.output(relu).output("x"), "2 outputs");
  }

  @Test
  void theInputIsAnImageOfKnownShape() {
    refusedInput("rank 3", DataType.FLOAT, 1, 3, 4);
    refusedInput("fixed batch of 8", DataType.FLOAT, 8, 3, 4, 5);
    refusedInput("extent 'd2' on axis 2", DataType.FLOAT, 1, 3, -1, 5);
    refusedInput("extent 70000", DataType.FLOAT, 1, 3, 70000, 5);
    refusedInput("data type 7", DataType.INT64, 1, 3, 4, 5);
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.relu("x");
    refused(
        m.bytes(),
        ImportOptions.defaults().withInputShape(new Shape(4, 6, 3)),
        "extent 5 on axis 3, not 6");
  }

  private static void refusedInput(String reason, DataType type, long... dims) {
    TestModel m = new TestModel(13).input(type, dims);
    m.relu("x");
    refused(m, "input 'x'", reason);
  }

  @Test
  void theOutputDependsOnTheImage() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.node("Neg", m.weights(3));
    refused(m, "does not depend on the image");
    TestModel passes = TestModel.image(13, 3, 4, 5);
    passes.node("Identity", "x");
    refused(passes, "only passes its input on");
    TestModel flat = TestModel.image(13, 3, 4, 5);
    flat.node("Flatten", flat.conv("x", 3, 4, 3, 1));
    refused(flat, "flattened map");
  }

  @Test
  void classesAndNormalisationFitTheNetwork() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.node("Gemm", List.of(m.node("Flatten", "x"), m.weights(60, 3)));
    byte[] bytes = m.bytes();
    refused(bytes, ImportOptions.defaults().withClasses(List.of("a")), "1 class names for 3");
    refused(
        bytes,
        ImportOptions.defaults().withNormalisation(Normalisation.identity(1)),
        "has 3 channels, the normalisation has 1");
    m.metadata(ModelMetadata.MEAN, "0,a,0").metadata(ModelMetadata.DEVIATION, "1,1,1");
    refused(m, "'a' is no number");
  }

  @Test
  void storedTensorsHoldWhatTheirShapeSays() {
    TensorProto weights = TestModel.floatTensor(new float[108], 4, 3, 3, 3);
    refusedWeights(
        "has 108 elements; its shape needs 135", weights.toBuilder().setDims(0, 5).build());
    refusedWeights("extent of -1", weights.toBuilder().setDims(0, -1).build());
    refusedWeights(
        "elements are possible",
        weights.toBuilder().setDims(0, 1 << 20).setDims(1, 1 << 20).build());
    refusedWeights(
        "has 7 bytes",
        weights.toBuilder().clearFloatData().setRawData(ByteString.copyFrom(new byte[7])).build());
    refusedWeights(
        "type STRING", weights.toBuilder().setDataType(DataType.STRING.getNumber()).build());
    refusedWeights("type 99", weights.toBuilder().setDataType(99).build());
    refusedWeights(
        "segments", weights.toBuilder().setSegment(TensorProto.Segment.newBuilder()).build());
    refusedWeights("NaN", weights.toBuilder().setFloatData(5, Float.NaN).build());
  }

  private static void refusedWeights(String reason, TensorProto tensor) {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.node("Conv", List.of("x", m.initializer(tensor)));
    refused(m, reason);
  }

  @Test
  void filesAboveTheLimitAreNotRead(@TempDir Path folder) throws Exception {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.conv("x", 3, 4, 3, 1);
    byte[] bytes = m.bytes();
    ImportOptions options = ImportOptions.defaults().withMaxBytes(100);
    refused(bytes, options, "at most 100", "raise the limit");
    Path file = Files.write(folder.resolve("m.onnx"), bytes);
    assertThatThrownBy(() -> OnnxImporter.read(file, options))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll("m.onnx", "at most 100");
  }
}
