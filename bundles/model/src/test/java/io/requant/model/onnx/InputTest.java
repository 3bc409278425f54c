package io.requant.model.onnx;

import static io.requant.model.onnx.TestModel.integer;
import static io.requant.model.onnx.TestModel.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the image before the first layer, and names. */
class InputTest {

  private static final Normalisation GIVEN =
      new Normalisation(List.of(0.1, 0.2, 0.3), List.of(0.5, 0.25, 2.0));

  @Test
  void constantsThatAreSubtractedAndDividedByAreNormalisation() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String mean = m.constant(new float[] {0.49f, 0.48f, 0.45f}, 1, 3, 1, 1);
    String deviation = m.constant(new float[] {0.25f, 0.24f, 0.26f}, 3, 1, 1);
    m.conv(m.node("Div", List.of(m.node("Sub", List.of("x", mean)), deviation)), 3, 4, 3, 1);
    FloatNetwork network = Agreement.check(m);
    assertThat(network.graph().layers()).hasSize(1);
    assertThat(network.graph().normalisation().mean().get(1)).isCloseTo(0.48, within(1e-6));
    assertThat(network.graph().normalisation().deviation().get(2)).isCloseTo(0.26, within(1e-6));
  }

  @Test
  void theyComeOnTopOfTheNormalisationThatIsGiven() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String scaled = m.node("Mul", List.of("x", m.scalar(1 / 255f)));
    m.conv(m.node("Sub", List.of(scaled, m.weights(3, 1, 1))), 3, 4, 3, 1);
    Agreement.check(m.bytes(), ImportOptions.defaults().withNormalisation(GIVEN));
  }

  @Test
  void aSecondReaderOfTheInputKeepsItAsItIs() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    String scaled = m.node("Mul", List.of("x", m.scalar(0.5f)));
    m.node("Add", List.of(m.conv(scaled, 3, 3, 3, 1), m.conv("x", 3, 3, 1, 1)));
    Graph graph = Agreement.check(m).graph();
    assertThat(graph.normalisation()).isEqualTo(Normalisation.identity(3));
    assertThat(graph.layers()).hasSize(4);
  }

  @Test
  void aNegativeFactorIsNoNormalisation() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.conv(m.node("Mul", List.of("x", m.scalar(-2))), 3, 4, 3, 1);
    assertThat(Agreement.check(m).graph().layers()).hasSize(2);
  }

  @Test
  void unsignedBytesAreImagesToo() {
    TestModel m = new TestModel(13).input(DataType.UINT8, 1, 3, 4, 5);
    String real = m.node("Cast", "x", integer("to", DataType.FLOAT.getNumber()));
    m.conv(
        m.node("Sub", List.of(real, m.constant(new float[] {120, 110, 100}, 3, 1, 1))), 3, 4, 3, 1);
    byte[] bytes = m.bytes();
    FloatNetwork network = OnnxImporter.read(bytes, ImportOptions.defaults()).network();
    byte[] pixels = new byte[60];
    new SplittableRandom(3).nextBytes(pixels);
    double[] ours = new double[60];
    byte[] theirs = new byte[60];
    for (int i = 0; i < 60; i++) {
      ours[i] = network.graph().normalisation().apply(i % 3, pixels[i] & 0xFF);
      theirs[i % 3 * 20 + i / 3] = pixels[i];
    }
    try (OrtModel ort = new OrtModel(bytes)) {
      Agreement.compare(network, ours, ort.runBytes(theirs, 1, 3, 4, 5));
    }
  }

  @Test
  void anImageMayHaveItsChannelsLast() {
    TestModel m = new TestModel(13).input(DataType.FLOAT, -1, 4, 5, 3);
    String first = m.node("Transpose", "x", ints("perm", 0, 3, 1, 2));
    m.conv(first, 3, 4, 3, 1);
    byte[] bytes = m.bytes();
    FloatNetwork network = OnnxImporter.read(bytes, ImportOptions.defaults()).network();
    assertThat(network.graph().inputShape()).isEqualTo(new Shape(4, 5, 3));
    double[] ours = new SplittableRandom(3).doubles(60).map(d -> (float) d).toArray();
    float[] theirs = new float[60];
    for (int i = 0; i < 60; i++) {
      theirs[i] = (float) ours[i];
    }
    try (OrtModel ort = new OrtModel(bytes)) {
      Agreement.compare(network, ours, ort.run(theirs, 1, 4, 5, 3));
    }
  }

  @Test
  void openExtentsAreTakenFromTheOptions() {
    TestModel m = new TestModel(13).input(DataType.FLOAT, -1, 3, -1, -1);
    m.conv("x", 3, 4, 3, 1);
    ImportOptions options = ImportOptions.defaults().withInputShape(new Shape(6, 7, 3));
    assertThat(OnnxImporter.read(m.bytes(), options).network().graph().inputShape())
        .isEqualTo(new Shape(6, 7, 3));
  }

  @Test
  void metadataGiveNormalisationAndClasses() {
    TestModel m =
        TestModel.image(13, 3, 4, 5)
            .metadata(ModelMetadata.MEAN, "0.1, 0.2,0.3")
            .metadata(ModelMetadata.DEVIATION, "0.5,0.25,2")
            .metadata(ModelMetadata.CLASSES, "cat\ndog, small\n\u00fcber");
    m.node("Gemm", List.of(m.node("Flatten", "x"), m.weights(60, 3)));
    ImportedNetwork imported = OnnxImporter.read(m.bytes(), ImportOptions.defaults());
    assertThat(imported.network().graph().normalisation()).isEqualTo(GIVEN);
    assertThat(imported.network().graph().classes())
        .containsExactly("cat", "dog, small", "\u00fcber");
    assertThat(imported.notes()).isEmpty();
  }

  @Test
  void optionsComeBeforeMetadata() {
    TestModel m =
        TestModel.image(13, 3, 4, 5)
            .metadata(ModelMetadata.MEAN, "0,0,0")
            .metadata(ModelMetadata.DEVIATION, "1,1,1")
            .metadata(ModelMetadata.CLASSES, "a\nb\nc");
    m.node("Gemm", List.of(m.node("Flatten", "x"), m.weights(60, 3)));
    ImportOptions options =
        ImportOptions.defaults()
            .withNormalisation(GIVEN)
            .withClasses(List.of("d", "e", "f"))
            .withName("chosen");
    Graph graph = OnnxImporter.read(m.bytes(), options).network().graph();
    assertThat(graph.normalisation()).isEqualTo(GIVEN);
    assertThat(graph.classes()).containsExactly("d", "e", "f");
    assertThat(graph.name()).isEqualTo("chosen");
  }

  @Test
  void withoutAnyNormalisationANoteSaysWhatWasAssumed() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.conv("x", 3, 4, 3, 1);
    assertThat(OnnxImporter.read(m.bytes(), ImportOptions.defaults()).notes())
        .anyMatch(note -> note.contains("0..1"));
  }

  @Test
  void aFileWithoutAGraphNameIsNamedAfterTheFile(@TempDir Path folder) throws Exception {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.conv("x", 3, 4, 3, 1);
    m.graph.setName("");
    Path file = Files.write(folder.resolve("small.net.onnx"), m.bytes());
    assertThat(OnnxImporter.read(file, ImportOptions.defaults()).network().graph().name())
        .isEqualTo("small.net");
  }

  @Test
  void layerNamesAreUniqueAndShortEnough() {
    TestModel m = TestModel.image(13, 3, 4, 5);
    m.relu(m.relu(m.conv("x", 3, 4, 3, 1)));
    String longName = String.join("", Collections.nCopies(300, "n")) + "\n";
    for (int i = 0; i < 3; i++) {
      m.graph.getNodeBuilder(i).setName(i == 0 ? "input" : longName);
    }
    Graph graph = OnnxImporter.read(m.bytes(), ImportOptions.defaults()).network().graph();
    List<String> names = graph.layers().stream().map(layer -> layer.name()).toList();
    assertThat(names).doesNotHaveDuplicates().doesNotContain("input").hasSize(3);
  }
}
