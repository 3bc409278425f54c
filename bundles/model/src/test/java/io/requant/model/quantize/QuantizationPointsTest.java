package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuantizationPointsTest {

  private static final Window WINDOW = Window.square(3, 1, 1);

  /** A block as the CIFAR residual networks have it, with a rectifier before its first layer. */
  private final Graph graph =
      graph(
          new Conv("stem", Graph.INPUT, 3, 8, WINDOW, 1),
          Relu.uncapped("stem.relu", "stem"),
          Relu.uncapped("b.in", "stem.relu"),
          new Conv("b.conv1", "b.in", 8, 8, WINDOW, 1),
          Relu.uncapped("b.conv1.relu", "b.conv1"),
          new Conv("b.conv2", "b.conv1.relu", 8, 8, WINDOW, 1),
          new Add("b.add", "b.conv2", "stem.relu"),
          Relu.uncapped("b.relu", "b.add"),
          new GlobalAvgPool("pool", "b.relu"),
          new Linear("fc", "pool", 8, 2));

  private final QuantizationPoints points = QuantizationPoints.of(graph);

  @Test
  void everyConvolutionButTheFirstHasAWidth() {
    assertThat(points.convolutions()).extracting(Conv::name).containsExactly("b.conv1", "b.conv2");
  }

  @Test
  void whatOnlyConvolutionsReadIsAPointAndTheStreamIsNot() {
    assertThat(points.readers().keySet()).containsExactlyInAnyOrder("b.in", "b.conv1.relu");
  }

  @Test
  void aPointKnowsWhetherANormalisationFeedsIt() {
    assertThat(points.normalised((Relu) graph.layer("b.conv1.relu"))).isTrue();
    assertThat(points.normalised((Relu) graph.layer("b.in"))).isFalse();
    assertThat(points.fedBy((Conv) graph.layer("b.conv1")).name()).isEqualTo("b.conv1.relu");
    assertThat(points.fedBy((Conv) graph.layer("b.conv2"))).isNull();
  }

  @Test
  void aMaxPoolBetweenARectifierAndItsConvolutionKeepsThePoint() {
    Graph pooled =
        graph(
            new Conv("stem", Graph.INPUT, 3, 8, WINDOW, 1),
            Relu.uncapped("stem.relu", "stem"),
            new MaxPool("half", "stem.relu", Window.square(2, 2, 0)),
            new Conv("conv", "half", 8, 8, WINDOW, 1),
            Relu.uncapped("conv.relu", "conv"),
            new GlobalAvgPool("pool", "conv.relu"),
            new Linear("fc", "pool", 8, 2));
    QuantizationPoints of = QuantizationPoints.of(pooled);
    assertThat(of.readers().keySet()).containsExactly("stem.relu");
    assertThat(of.readBy((Conv) pooled.layer("conv")).name()).isEqualTo("stem.relu");
    assertThat(of.fedBy((Conv) pooled.layer("stem")).name()).isEqualTo("stem.relu");
  }

  @Test
  void whatIsReadBothPooledAndAsItIsHasNoWidthToChoose() {
    Graph both =
        graph(
            new Conv("stem", Graph.INPUT, 3, 8, WINDOW, 1),
            Relu.uncapped("stem.relu", "stem"),
            new MaxPool("largest", "stem.relu", WINDOW),
            new Conv("left", "largest", 8, 8, WINDOW, 1),
            new Conv("right", "stem.relu", 8, 8, WINDOW, 1),
            new Add("add", "left", "right"),
            new GlobalAvgPool("pool", "add"),
            new Linear("fc", "pool", 8, 2));
    assertThat(QuantizationPoints.of(both).readers()).isEmpty();
  }

  @Test
  void withoutASecondRectifierTheBlocksInputIsPartOfTheStream() {
    Graph plain =
        graph(
            new Conv("stem", Graph.INPUT, 3, 8, WINDOW, 1),
            Relu.uncapped("stem.relu", "stem"),
            new Conv("conv", "stem.relu", 8, 8, WINDOW, 1),
            new Add("add", "conv", "stem.relu"),
            new GlobalAvgPool("pool", "add"),
            new Linear("fc", "pool", 8, 2));
    QuantizationPoints of = QuantizationPoints.of(plain);
    assertThat(of.readers()).isEmpty();
    assertThat(of.readBy((Conv) plain.layer("conv"))).isNull();
  }

  private static Graph graph(Layer... layers) {
    return new Graph(
        "net",
        new Shape(8, 8, 3),
        new Normalisation(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)),
        List.of(layers),
        List.of("no", "yes"));
  }
}
