package io.requant.model.onnx;

import static io.requant.model.onnx.TestModel.integer;
import static io.requant.model.onnx.TestModel.ints;
import static io.requant.model.onnx.TestModel.real;
import static io.requant.model.onnx.TestModel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Linear;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedOperatorsTest {

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 13, 17, 21})
  void aConvolutionIsTheSameInEveryOperatorSet(int opset) {
    TestModel m = TestModel.image(opset, 3, 7, 9);
    m.conv("x", 3, 5, 3, 1);
    assertThat(Agreement.check(m).graph().layers()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "6,6", "6,12", "3,9"})
  void groupsAreTaken(int groups, int outChannels) {
    TestModel m = TestModel.image(13, 6, 5, 5);
    String w = m.weights(outChannels, 6 / groups, 3, 3);
    m.node("Conv", List.of("x", w), integer("group", groups), ints("pads", 1, 1, 1, 1));
    Conv conv = (Conv) Agreement.check(m).graph().output();
    assertThat(conv.groups()).isEqualTo(groups);
  }

  @Test
  void paddingMayDifferOnEverySide() {
    TestModel m = TestModel.image(13, 2, 8, 6);
    String w = m.weights(3, 2, 4, 3);
    m.node("Conv", List.of("x", w), ints("pads", 0, 1, 3, 2), ints("strides", 2, 1));
    Conv conv = (Conv) Agreement.check(m).graph().output();
    assertThat(conv.window().padBottom()).isEqualTo(3);
    assertThat(conv.window().padRight()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "SAME_UPPER,8,3,2",
    "SAME_LOWER,8,3,2",
    "SAME_UPPER,7,4,3",
    "SAME_LOWER,9,2,2",
    "VALID,8,3,2"
  })
  void paddingMayBeAutomatic(String mode, int extent, int kernel, int stride) {
    TestModel m = TestModel.image(13, 2, extent, extent + 1);
    String w = m.weights(3, 2, kernel, kernel);
    m.node("Conv", List.of("x", w), text("auto_pad", mode), ints("strides", stride, stride));
    Agreement.check(m);
  }

  @Test
  void dilationOfAKernelOfOnePixelMeansNothing() {
    TestModel m = TestModel.image(13, 2, 4, 4);
    m.node("Conv", List.of("x", m.weights(3, 2, 1, 1)), ints("dilations", 2, 2));
    Agreement.check(m);
  }

  @ParameterizedTest
  @CsvSource({"0,1,1", "1,1,1", "1,0.5,2", "0,2,0.25", "1,1,0"})
  void aGemmMayTransposeAndScale(int transB, float alpha, float beta) {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String flat = m.node("Flatten", "x");
    String w = transB == 1 ? m.weights(7, 60) : m.weights(60, 7);
    m.node(
        "Gemm",
        List.of(flat, w, m.weights(7)),
        integer("transB", transB),
        real("alpha", alpha),
        real("beta", beta));
    assertThat(Agreement.check(m).graph().layers())
        .hasExactlyElementsOfTypes(Flatten.class, Linear.class);
  }

  @Test
  void aGemmMayReadAColumn() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String column = m.node("Reshape", List.of("x", m.longs(-1, 1)));
    m.node("Gemm", List.of(column, m.weights(60, 7), m.weights(1, 7)), integer("transA", 1));
    Agreement.check(m);
  }

  @Test
  void aGemmNeedsNoBias() {
    TestModel m = TestModel.image(13, 2, 2, 2);
    m.node("Gemm", List.of(m.node("Flatten", "x"), m.weights(8, 3)));
    Agreement.check(m);
  }

  @Test
  void aMatrixProductTakesTheBiasThatFollows() {
    TestModel m = TestModel.image(13, 3, 4, 4);
    String product = m.node("MatMul", List.of(m.node("Flatten", "x"), m.weights(48, 5)));
    m.node("Add", List.of(m.weights(5), product));
    assertThat(Agreement.check(m).graph().layers())
        .hasExactlyElementsOfTypes(Flatten.class, Linear.class);
  }

  @Test
  void transposedWeightsAreComputedAtImport() {
    TestModel m = TestModel.image(13, 3, 4, 4);
    String w = m.node("Transpose", m.weights(5, 48), ints("perm", 1, 0));
    m.node("MatMul", List.of(m.node("Flatten", "x"), w));
    Agreement.check(m);
  }

  @Test
  void elementwiseLayersBetweenFlattenAndGemmKeepTheOrder() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String flat = m.relu(m.batchNorm(m.node("Flatten", m.conv("x", 3, 4, 3, 1)), 80));
    String shifted = m.node("Add", List.of(flat, m.weights(80)));
    m.node("Gemm", List.of(shifted, m.weights(80, 6)));
    Agreement.check(m);
  }

  @Test
  void twoFlattenedMapsCanBeAdded() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String a = m.node("Flatten", m.conv("x", 3, 4, 3, 1));
    String b = m.node("Flatten", m.conv("x", 3, 4, 1, 1));
    m.node("Gemm", List.of(m.node("Add", List.of(a, b)), m.weights(80, 6)));
    Agreement.check(m);
  }

  @Test
  void channelsMovedLastBeforeFlatteningAreInOurOrderAlready() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String last = m.node("Transpose", m.conv("x", 3, 4, 3, 1), ints("perm", 0, 2, 3, 1));
    String flat = m.node("Reshape", List.of(last, m.longs(-1, 80)));
    m.node("MatMul", List.of(flat, m.weights(80, 6)));
    Agreement.check(m);
  }
}
