package io.requant.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackbonesTest {
  private static final BackboneInput CIFAR = input(new Shape(32, 32, 3));
  private static final BackboneInput MNIST = input(new Shape(28, 28, 1));

  private static BackboneInput input(Shape shape) {
    List<String> classes = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    return new BackboneInput(shape, Normalisation.identity(shape.channels()), classes);
  }

  /** He et al. 2015, table 6, gives 0.27, 0.46, 0.66, 0.85 and 1.7 million for 20 to 110 layers. */
  @ParameterizedTest
  @CsvSource({
    "resnet20,    20,   268336,  40551040",
    "resnet32,    32,   461872,  68862592",
    "resnet38,    38,   558640,  83018368",
    "resnet44,    44,   655408,  97174144",
    "resnet56,    56,   848944, 125485696",
    "resnet74,    74,  1139248, 167953024",
    "resnet110,  110,  1719856, 252887680",
    "mobilenetv2, 53,  2202560,  87976448",
  })
  void weights_and_operations_are_those_of_the_papers(
      String name, int layers, long weights, long operations) {
    Graph graph = Backbones.create(name, CIFAR);
    assertThat(graph.parametricLayers()).hasSize(layers);
    assertThat(weights(graph)).isEqualTo(weights);
    assertThat(operations(graph)).isEqualTo(operations);
  }

  @Test
  void the_digit_network_fits_a_gateway() {
    Graph graph = Backbones.create("mnist-cnn", MNIST);
    assertThat(weights(graph)).isEqualTo(16 * 9 + 16 * 32 * 9 + 32 * 64 * 9 + 64 * 10);
    assertThat(operations(graph)).isEqualTo(112896 + 903168 + 903168 + 640);
  }

  @Test
  void every_name_gives_a_network_with_as_many_logits_as_classes() {
    for (String name : Backbones.names()) {
      BackboneInput input = name.startsWith("mnist") ? MNIST : CIFAR;
      assertThat(Backbones.create(name, input).outputShape()).isEqualTo(Shape.vector(10));
    }
  }

  @Test
  void unknown_names_are_refused_with_the_known_ones() {
    assertThatThrownBy(() -> Backbones.create("resnet21", CIFAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resnet21")
        .hasMessageContaining("resnet20, resnet32")
        .hasMessageContaining("mnist-cnn");
  }

  private static long weights(Graph graph) {
    return graph.parametricLayers().stream().mapToLong(Parametric::weightCount).sum();
  }

  private static long operations(Graph graph) {
    return graph.parametricLayers().stream()
        .mapToLong(
            layer -> {
              Shape out = graph.shape(layer.name());
              int positions = layer instanceof Conv ? out.height() * out.width() : 1;
              return (long) layer.weightCount() * positions;
            })
        .sum();
  }
}
