package io.requant.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {

  private static final Shape INPUT = new Shape(8, 6, 4);
  private static final Window SAME = Window.square(3, 1, 1);

  @Test
  void shapesFollowFromTheLayers() {
    Graph graph =
        graph(
            new Conv("conv", "input", 4, 8, new Window(3, 2, 2, 1, 1, 0, 0, 1), 2),
            new MaxPool("max", "conv", Window.square(2, 2, 1)),
            new Subsample("pick", "max", 2, 1, 3),
            new AvgPool("avg", "pick", Window.square(1, 1, 0)),
            new Flatten("flat", "avg"),
            new Linear("linear", "flat", 48, 5));
    assertThat(graph.shape("conv")).isEqualTo(new Shape(4, 6, 8));
    assertThat(graph.shape("max")).isEqualTo(new Shape(3, 4, 8));
    assertThat(graph.shape("pick")).isEqualTo(new Shape(2, 2, 12));
    assertThat(graph.shape("flat")).isEqualTo(Shape.vector(48));
  }

  @Test
  void misfitsAreNamed() {
    expect("layer 'a' reads 'b'", relu("a", "b"), relu("b", "a"));
    expect("layer 'a' exists twice", relu("a", "input"), relu("a", "a"));
    expect("layer 'input' exists twice", relu("input", "input"));
    expect("nothing reads [a]", relu("a", "input"), relu("b", "input"));
    expect("layer 'c': expects 3 input channels", new Conv("c", "input", 3, 8, SAME, 1));
    expect("layer 'l': expects a vector of 5", new Linear("l", "input", 5, 2));
    expect(
        "cannot add 'input' of shape 8x6x4 and 'p' of shape 4x3x4",
        new MaxPool("p", "input", Window.square(2, 2, 0)),
        new Add("s", "input", "p"));
    expect(
        "kernel 9x9 is larger than its padded input",
        new MaxPool("p", "input", Window.square(9, 1, 0)));
    expect("layer name ''", relu("", "input"));
    expect("layer name", relu("x".repeat(201), "input"));
    expect("layer name", relu("a\nb", "input"));
  }

  private static void expect(String message, Layer... layers) {
    assertThatThrownBy(() -> graph(layers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void layersCheckTheirOwnParameters() {
    assertThatThrownBy(() -> new Conv("c", "x", 4, 6, SAME, 4))
        .hasMessageContaining("4 groups do not divide");
    assertThatThrownBy(() -> new Conv("c", "x", 1 << 14, 1 << 14, SAME, 1))
        .hasMessageContaining("more than");
    assertThatThrownBy(() -> new Linear("l", "x", 1 << 14, 1 << 14))
        .hasMessageContaining("more than");
    assertThatThrownBy(() -> new Relu("r", "x", 0)).hasMessageContaining("cap 0.0");
    assertThatThrownBy(() -> new Relu("r", "x", Double.NaN)).hasMessageContaining("cap NaN");
    assertThatThrownBy(() -> new Subsample("s", "x", 0, 0, 0)).hasMessageContaining("stride 0");
    assertThatThrownBy(() -> new Subsample("s", "x", 1, Integer.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channel padding");
    assertThatThrownBy(() -> new Window(3, 3, 1, 1, 3, 0, 0, 0))
        .hasMessageContaining("top padding 3 is outside 0..2");
    assertThatThrownBy(() -> new Window(256, 1, 1, 1, 0, 0, 0, 0))
        .hasMessageContaining("kernel height 256");
    assertThatThrownBy(() -> new Window(1, 1, 0, 1, 0, 0, 0, 0))
        .hasMessageContaining("vertical stride 0");
  }

  @Test
  void shapesAreLimited() {
    assertThatThrownBy(() -> new Shape(0, 1, 1)).hasMessageContaining("each extent must be 1..");
    assertThatThrownBy(() -> new Shape(1, 1 << 17, 1)).hasMessageContaining("each extent");
    assertThatThrownBy(() -> new Shape(1 << 16, 1 << 16, 1)).hasMessageContaining("more than");
  }

  @Test
  void kindsOfConvolutionAreToldApart() {
    assertThat(new Conv("c", "x", 4, 8, SAME, 1).kind()).isEqualTo(Conv.Kind.STANDARD);
    assertThat(new Conv("c", "x", 4, 8, Window.square(1, 2, 0), 1).kind())
        .isEqualTo(Conv.Kind.POINTWISE);
    assertThat(new Conv("c", "x", 4, 4, SAME, 4).kind()).isEqualTo(Conv.Kind.DEPTHWISE);
    assertThat(new Conv("c", "x", 4, 8, SAME, 4).kind()).isEqualTo(Conv.Kind.GROUPED);
    assertThat(new Conv("c", "x", 4, 8, SAME, 2).kind()).isEqualTo(Conv.Kind.GROUPED);
  }

  @Test
  void normalisationAndInputAgreeOnChannels() {
    assertThatThrownBy(
            () ->
                new Graph(
                    "g", INPUT, Normalisation.identity(3), List.of(relu("r", "input")), List.of()))
        .hasMessageContaining("normalisation of 3 channels");
    assertThatThrownBy(() -> new Normalisation(List.of(0.0), List.of(0.0)))
        .hasMessageContaining("deviation");
    assertThatThrownBy(() -> Normalisation.identity(65)).hasMessageContaining("64 at most");
  }

  @Test
  void classNamesFitTheOutputAndCanBeStored() {
    List<Layer> layers = List.of(new GlobalAvgPool("gap", "input"));
    List<String> four = List.of("a", "b", "c", "d");
    Graph graph = new Graph("g", INPUT, Normalisation.identity(4), layers, four);
    assertThat(graph.className(2)).isEqualTo("c");
    assertThatThrownBy(() -> new Graph("g", INPUT, Normalisation.identity(4), layers, List.of("a")))
        .hasMessageContaining("1 class names for 4 outputs");
    List<String> tooLong = List.of("a", "b", "c", "d".repeat(70_000));
    assertThatThrownBy(() -> new Graph("g", INPUT, Normalisation.identity(4), layers, tooLong))
        .hasMessageContaining("class name");
  }

  @Test
  void graphsHaveOneTo4096Layers() {
    List<Layer> layers = new ArrayList<>();
    String last = "input";
    for (int i = 0; i <= Graph.MAX_LAYERS; i++) {
      layers.add(relu("r" + i, last));
      last = "r" + i;
    }
    assertThatThrownBy(() -> new Graph("g", INPUT, Normalisation.identity(4), layers, List.of()))
        .hasMessageContaining("4097 layers");
    assertThatThrownBy(
            () ->
                new Graph(
                    "g", INPUT, Normalisation.identity(4), Collections.emptyList(), List.of()))
        .hasMessageContaining("0 layers");
  }

  @Test
  void layersAndTensorsAreFoundByNameAndReader() {
    Graph graph = graph(relu("a", "input"), new Add("b", "a", "a"));
    assertThat(graph.readers("a")).containsExactly(graph.layer("b"));
    assertThat(graph.output().name()).isEqualTo("b");
    assertThatThrownBy(() -> graph.layer("c")).hasMessageContaining("no layer 'c'");
    assertThatThrownBy(() -> graph.shape("c")).hasMessageContaining("no tensor 'c'");
  }

  private static Relu relu(String name, String input) {
    return Relu.uncapped(name, input);
  }

  private static Graph graph(Layer... layers) {
    return new Graph("g", INPUT, Normalisation.identity(4), Arrays.asList(layers), List.of());
  }
}
