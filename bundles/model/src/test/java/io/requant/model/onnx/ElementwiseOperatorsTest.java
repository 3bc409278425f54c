package io.requant.model.onnx;

import static io.requant.model.onnx.TestModel.real;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Relu;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElementwiseOperatorsTest {

  @Test
  void batchNormGoesIntoTheConvolutionBefore() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    m.relu(m.batchNorm(m.conv("x", 3, 4, 3, 1), 4));
    assertThat(Agreement.check(m).graph().layers())
        .hasExactlyElementsOfTypes(Conv.class, Relu.class);
  }

  @Test
  void batchNormBeforeAConvolutionStandsAlone() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    String relu = m.relu(m.conv("x", 3, 4, 3, 1));
    m.conv(m.relu(m.batchNorm(relu, 4)), 4, 5, 3, 1);
    Graph graph = Agreement.check(m).graph();
    assertThat(((Conv) graph.layers().get(2)).kind()).isEqualTo(Conv.Kind.DEPTHWISE);
  }

  @Test
  void batchNormStandsAloneWhereAnotherNodeReadsTheConvolution() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    String conv = m.conv("x", 3, 4, 3, 1);
    String normalised = m.batchNorm(conv, 4);
    m.node("Add", List.of(conv, m.relu(normalised)));
    assertThat(Agreement.check(m).graph().layers()).hasSize(4);
  }

  @Test
  void aSharedAliasKeepsTheConvolutionAsItIs() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    String conv = m.conv("x", 3, 4, 3, 1);
    String alias = m.node("Identity", conv);
    m.node("Add", List.of(m.batchNorm(alias, 4), m.relu(conv)));
    Agreement.check(m);
  }

  @Test
  void batchNormGoesThroughIdentityAndDropout() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    m.batchNorm(m.node("Dropout", m.node("Identity", m.conv("x", 3, 4, 3, 1))), 4);
    assertThat(Agreement.check(m).graph().layers()).hasSize(1);
  }

  @Test
  void batchNormAfterALinearLayerIsFolded() {
    TestModel m = TestModel.image(13, 3, 2, 2);
    String linear = m.node("Gemm", List.of(m.node("Flatten", "x"), m.weights(12, 5)));
    m.batchNorm(linear, 5);
    assertThat(Agreement.check(m).graph().layers()).hasSize(2);
  }

  @Test
  void batchNormOfTheInputIsItsNormalisation() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    m.conv(m.batchNorm("x", 3), 3, 4, 3, 1);
    assertThat(Agreement.check(m).graph().layers()).hasSize(1);
  }

  @Test
  void rectifiersMayBeCapped() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    String a = m.node("Clip", List.of(m.conv("x", 3, 4, 3, 1), m.scalar(0), m.scalar(0.5f)));
    String b = m.node("Clip", List.of(m.conv(a, 4, 4, 3, 1), m.scalar(0)));
    String c = m.node("Clip", List.of(m.conv(b, 4, 4, 3, 1), m.scalar(0), m.scalar(6)));
    m.node("Clip", List.of(m.conv(c, 4, 4, 3, 1)));
    assertThat(Agreement.check(m).graph().layers().stream().filter(Relu.class::isInstance))
        .extracting(layer -> ((Relu) layer).cap())
        .containsExactly(0.5, Double.POSITIVE_INFINITY, 6.0);
  }

  @Test
  void oldRectifiersHaveTheirCapsAsAttributes() {
    TestModel m = TestModel.image(9, 3, 6, 6);
    String six = m.node("Clip", m.conv("x", 3, 4, 3, 1), real("min", 0), real("max", 6));
    m.node("Clip", m.conv(six, 4, 4, 3, 1), real("min", 0));
    List<Layer> layers = Agreement.check(m).graph().layers();
    assertThat(((Relu) layers.get(1)).cap()).isEqualTo(6);
    assertThat(((Relu) layers.get(3)).capped()).isFalse();
  }

  @Test
  void arithmeticWithConstantsGoesIntoTheConvolutionBefore() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    String x = m.conv("x", 3, 4, 3, 1);
    x = m.node("Mul", List.of(x, m.weights(1, 4, 1, 1)));
    x = m.node("Add", List.of(m.weights(4, 1, 1), x));
    x = m.node("Sub", List.of(x, m.scalar(0.3f)));
    x = m.node("Sub", List.of(m.weights(4, 1, 1), x));
    m.node("Div", List.of(x, m.positive(4, 1, 1)));
    assertThat(Agreement.check(m).graph().layers()).hasSize(1);
  }

  @Test
  void arithmeticAfterARectifierStandsAlone() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    m.node("Mul", List.of(m.relu("x"), m.weights(3, 1, 1)));
    Agreement.check(m);
  }

  @Test
  void sumsTakeTwoOrMoreFeatures() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    String a = m.conv("x", 3, 4, 3, 1);
    String b = m.conv("x", 3, 4, 1, 1);
    m.node("Sum", List.of(a, b, m.relu(a)));
    assertThat(Agreement.check(m).graph().layers().stream().filter(Add.class::isInstance))
        .hasSize(2);
  }

  @Test
  void aTensorMayBeAddedToItself() {
    TestModel m = TestModel.image(13, 3, 6, 6);
    String a = m.conv("x", 3, 4, 3, 1);
    m.node("Add", List.of(a, a));
    Agreement.check(m);
  }
}
