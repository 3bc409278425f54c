package io.requant.model.onnx;

import static io.requant.model.onnx.TestModel.integer;
import static io.requant.model.onnx.TestModel.ints;
import static io.requant.model.onnx.TestModel.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.requant.model.graph.Flatten;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes that exporters compute with nodes, and views. */
class ShapeChainsTest {

  @Test
  void theBatchIsReadFromTheShape() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String conv = m.conv("x", 3, 4, 3, 1);
    String batch =
        m.node("Gather", List.of(m.node("Shape", conv), m.literal(0)), integer("axis", 0));
    String first = m.node("Unsqueeze", List.of(batch, m.longs(0)));
    String target = m.node("Concat", List.of(first, m.longs(-1)), integer("axis", 0));
    m.node("Gemm", List.of(m.node("Reshape", List.of(conv, target)), m.weights(80, 3)));
    assertThat(Agreement.check(m).graph().layers()).hasSize(3);
  }

  @Test
  void extentsAreMultiplied() {
    TestModel m = TestModel.image(15, 3, 4, 5);
    String conv = m.conv("x", 3, 4, 3, 1);
    String rest = m.node("Shape", conv, integer("start", 1));
    String c = m.node("Gather", List.of(rest, m.longs(0)));
    String h = m.node("Gather", List.of(rest, m.longs(1)));
    String w = m.node("Gather", List.of(rest, m.longs(-1)));
    String size = m.node("Mul", List.of(m.node("Mul", List.of(c, h)), w));
    String half = m.node("Div", List.of(m.node("Add", List.of(size, size)), m.longs(2)));
    String target = m.node("Concat", List.of(m.longs(-1), half), integer("axis", 0));
    m.node("Gemm", List.of(m.node("Reshape", List.of(conv, target)), m.weights(80, 3)));
    Agreement.check(m);
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 13})
  void squeezeAndUnsqueezeChangeNothing(int opset) {
    TestModel m = TestModel.image(opset, 3, 4, 5);
    String pooled = m.node("GlobalAveragePool", m.conv("x", 3, 4, 3, 1));
    String squeezed =
        opset < 13
            ? m.node("Squeeze", pooled, ints("axes", 2, 3))
            : m.node("Squeeze", List.of(pooled, m.longs(2, 3)));
    String again =
        opset < 13
            ? m.node("Unsqueeze", squeezed, ints("axes", -1, -2))
            : m.node("Unsqueeze", List.of(squeezed, m.longs(-1, -2)));
    m.conv(again, 4, 3, 1, 1);
    assertThat(Agreement.check(m).graph().layers()).hasSize(3);
  }

  @Test
  void aMapMayBeFlattenedAndRestored() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String flat = m.node("Flatten", m.conv("x", 3, 4, 3, 1));
    String map = m.node("Reshape", List.of(flat, m.longs(-1, 4, 4, 5)));
    m.conv(map, 4, 3, 3, 1);
    assertThat(Agreement.check(m).graph().layers()).noneMatch(Flatten.class::isInstance);
  }

  @Test
  void aRestoredMapIsNotFoldedIntoIfTheFlatFormIsReadToo() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String flat = m.node("Flatten", m.conv("x", 3, 4, 3, 1));
    String map = m.batchNorm(m.node("Reshape", List.of(flat, m.longs(-1, 4, 4, 5))), 4);
    m.node("Add", List.of(m.node("Flatten", map), flat));
    m.node(
        "Gemm",
        List.of(m.graph.getNode(m.graph.getNodeCount() - 1).getOutput(0), m.weights(80, 3)));
    Agreement.check(m);
  }

  @Test
  void classScoresStayWithoutTheSoftmax() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.node("Gemm", List.of(m.node("Flatten", "x"), m.weights(60, 3)));
    TestModel same = TestModel.image(13, 3, 4, 5);
    String gemm = same.node("Gemm", List.of(same.node("Flatten", "x"), same.weights(60, 3)));
    same.node("Softmax", gemm, integer("axis", 1));
    ImportedNetwork with = OnnxImporter.read(same.bytes(), ImportOptions.defaults());
    ImportedNetwork without = Agreement.check(m.bytes(), ImportOptions.defaults());
    assertThat(with.network().graph()).isEqualTo(without.network().graph());
    assertThat(with.notes()).anyMatch(note -> note.contains("Softmax") && note.contains("logits"));
  }

  @Test
  void castsBetweenRealsChangeNothing() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String wide = m.node("Cast", "x", integer("to", DataType.DOUBLE.getNumber()));
    m.conv(m.node("Cast", wide, integer("to", DataType.FLOAT.getNumber())), 3, 4, 3, 1);
    assertThat(Agreement.check(m).graph().layers()).hasSize(1);
  }

  @Test
  void nodesThatTheOutputDoesNotNeedAreLeftOut() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String conv = m.conv("x", 3, 4, 3, 1);
    m.node("LSTM", conv, text("direction", "forward"));
    m.output(conv);
    assertThat(OnnxImporter.read(m.bytes(), ImportOptions.defaults()).network().graph().layers())
        .hasSize(1);
  }
}
