package io.requant.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.program.FusionPlan;
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
    "resnet18,    21, 11164352, 555422720",
    "resnet101,  105, 42407616, 2509983744",
    "vgg16,       14, 14715584, 313201664",
    "mobilenetv1, 28,  3195328,  46354432",
    "dsc7,        16,    79752,   3683712",
  })
  void weights_and_operations_are_those_of_the_papers(
      String name, int layers, long weights, long operations) {
    Graph graph = Backbones.create(name, CIFAR);
    assertThat(graph.parametricLayers()).hasSize(layers);
    assertThat(weights(graph)).isEqualTo(weights);
    assertThat(operations(graph)).isEqualTo(operations);
  }

  /**
   * What others count: with scale and shift of every normalisation. He et al. 2015, table 6, for
   * resnet20 to resnet110; kuangliu/pytorch-cifar for resnet18, resnet101 and mobilenetv1; its
   * VGG16 without the 4,224 biases that normalisation makes useless; torchvision's MobileNetV2 with
   * 10 classes.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet20, 269722",
    "resnet56, 853018",
    "resnet110, 1727962",
    "resnet18, 11173962",
    "resnet101, 42512970",
    "vgg16, 14724042",
    "mobilenetv1, 3217226",
    "mobilenetv2, 2236682",
  })
  void trained_parameters_are_those_that_others_count(String name, long parameters) {
    assertThat(trainedParameters(Backbones.create(name, CIFAR))).isEqualTo(parameters);
  }

  /** Howard et al. 2017, tables 6 and 7: million operations and million parameters. */
  @ParameterizedTest
  @CsvSource({
    "mobilenetv1,      224, 569, 4.2",
    "mobilenetv1-0.75, 224, 325, 2.6",
    "mobilenetv1-0.5,  224, 149, 1.3",
    "mobilenetv1-0.25, 224,  41, 0.5",
    "mobilenetv1,      192, 418, 4.2",
    "mobilenetv1,      128, 186, 4.2",
  })
  void mobilenet_v1_costs_on_large_images_what_its_paper_says(
      String name, int side, double operations, double parameters) {
    List<String> classes = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    Graph graph =
        Backbones.create(
            name, new BackboneInput(new Shape(side, side, 3), Normalisation.identity(3), classes));
    assertThat(operations(graph) / 1e6).isCloseTo(operations, within(1.0));
    assertThat(trainedParameters(graph) / 1e6).isCloseTo(parameters, within(0.06));
  }

  /** The figures of the reconstruction of Meng et al. 2024: 80,986 parameters, 16.57 MOP. */
  @Test
  void the_small_separable_network_has_the_size_of_its_paper_on_its_images() {
    Graph graph = Backbones.create("dsc7", input(new Shape(96, 96, 3)));
    long biases = graph.parametricLayers().stream().mapToLong(Parametric::outChannels).sum();
    assertThat(weights(graph) + biases).isEqualTo(80_986);
    assertThat(2 * operations(graph)).isEqualTo(16_571_904);
    assertThat(graph.shape("stem")).isEqualTo(new Shape(48, 48, 12));
  }

  @Test
  void a_name_of_layers_and_width_is_a_backbone_too() {
    assertThat(Backbones.create("dsc7-0.375", CIFAR))
        .isEqualTo(Backbones.separable("dsc7-0.375", CIFAR, 0.375, 7));
    assertThat(Backbones.exists("dsc9-0.5")).isTrue();
    assertThat(Backbones.exists("dsc9")).isFalse();
    assertThatThrownBy(() -> Backbones.create("dsc14-0.5", CIFAR))
        .hasMessageContaining("14 depthwise-separable layers");
  }

  @Test
  void a_width_or_a_depth_that_does_not_exist_is_refused() {
    assertThatThrownBy(() -> Backbones.separable("x", CIFAR, 0.01, 7))
        .hasMessageContaining("width 0.01 is outside");
    assertThatThrownBy(() -> Backbones.separable("x", CIFAR, 1, 14))
        .hasMessageContaining("14 depthwise-separable layers");
  }

  @Test
  void a_projection_comes_before_the_branch_that_takes_the_sum_along() {
    List<FusionPlan.PlannedStep> steps =
        FusionPlan.of(Backbones.create("resnet101", CIFAR)).steps();
    assertThat(steps).noneMatch(step -> step.anchor() instanceof Add);
    assertThat(steps)
        .filteredOn(step -> step.output().equals("s2b1.add.relu"))
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.anchor().name()).isEqualTo("s2b1.conv3");
              assertThat(step.residual()).isEqualTo("s2b1.shortcut");
            });
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

  private static long trainedParameters(Graph graph) {
    return weights(graph)
        + graph.parametricLayers().stream()
            .mapToLong(layer -> layer.outChannels() * (layer instanceof Conv ? 2L : 1L))
            .sum();
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
