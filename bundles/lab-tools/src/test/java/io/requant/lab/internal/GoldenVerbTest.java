package io.requant.lab.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.VerbException;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.GoldenImages;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GoldenVerbTest {

  private static final int TRAINING = 5100;
  private static final int PIXELS = 28 * 28;

  @TempDir Path directory;

  /** A network without an opinion: it names class 0 whatever it sees. */
  private Path model() throws IOException {
    Graph graph =
        new Graph(
            "tiny",
            new Shape(28, 28, 1),
            Normalisation.identity(1),
            List.of(new Flatten("flat", Graph.INPUT), new Linear("fc", "flat", PIXELS, 10)),
            List.of());
    float[] scales = new float[10];
    Arrays.fill(scales, 0.01f);
    Network network =
        new Network(
            graph,
            InputEncoder.fittingScale(graph.normalisation()),
            Map.of("fc", new LayerWeights(BitPlanes.of(8, new short[PIXELS * 10]), scales)));
    int[] multipliers = new int[10];
    byte[] shifts = new byte[10];
    Arrays.fill(multipliers, 32768);
    Arrays.fill(shifts, (byte) 16);
    LayerPolicy layer =
        LayerPolicy.of("fc")
            .weights(8, new byte[0], new int[10])
            .output(8, -128, 127, 0.1f)
            .requantize(multipliers, shifts)
            .build();
    Policy policy =
        new Policy("w8a8", network.digest(), List.of(layer), new Cost(1, 2, 3), Optional.empty());
    Path file = directory.resolve("tiny.rqm");
    ModelFile.write(
        new Model(
            Optional.empty(), Optional.of(network), List.of(policy), Map.of("dataset", "mnist")),
        file);
    return file;
  }

  private void dataSet() throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + TRAINING * PIXELS);
    images.putInt(0x803).putInt(TRAINING).putInt(28).putInt(28);
    ByteBuffer labels = ByteBuffer.allocate(8 + TRAINING);
    labels.putInt(0x801).putInt(TRAINING);
    for (int i = 0; i < TRAINING; i++) {
      labels.put((byte) (i % 10));
      images.putInt(16 + i * PIXELS, i);
    }
    Files.write(directory.resolve("train-images-idx3-ubyte"), images.array());
    Files.write(directory.resolve("train-labels-idx1-ubyte"), labels.array());
  }

  private String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new GoldenVerb());
    line.setOut(new PrintWriter(out));
    line.setExecutionExceptionHandler(
        (problem, command, parsed) -> {
          throw problem;
        });
    line.execute(arguments);
    return out.toString();
  }

  @Test
  void imagesOfTheHoldOutTravelWithTheModelAndComeOutAgain() throws Exception {
    dataSet();
    Path file = model();
    Path other = directory.resolve("golden.rqm");
    Path report = directory.resolve("report.json");
    String data = directory.toString();
    String[] arguments = {
      "--model",
      file.toString(),
      "--data",
      data,
      "--images",
      "20",
      "--out",
      other.toString(),
      "--report",
      report.toString()
    };
    assertThat(run(arguments)).contains("w8a8").contains("2 of 20 right (0.1000)");
    byte[] first = Files.readAllBytes(other);
    Model written = ModelFile.read(other);
    GoldenImages images = written.golden().orElseThrow();
    int[] perClass = new int[10];
    for (int i = 0; i < images.count(); i++) {
      perClass[images.label(i)]++;
      int index = ByteBuffer.wrap(images.image(i)).getInt();
      assertThat(index % 10).as("label of image %d", index).isEqualTo(images.label(i));
    }
    assertThat(perClass).containsOnly(2);
    assertThat(written.provenance().get("golden"))
        .isEqualTo("20 images of the hold-out of mnist, seed 1");
    JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(report));
    assertThat(json.get("digest").asText()).isEqualTo(images.digest().hex());
    assertThat(json.at("/right/w8a8").asInt()).isEqualTo(2);
    run(arguments);
    assertThat(Files.readAllBytes(other)).as("the same again").isEqualTo(first);
    run("--model", other.toString(), "--remove");
    assertThat(Files.readAllBytes(other)).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void anotherSeedChoosesOtherImagesAndEveryClassHasItsShare() {
    int count = 95;
    LabelledImages from =
        new LabelledImages(
            new Shape(1, 1, 1),
            new byte[count],
            IntStream.range(0, count).map(i -> i % 3).toArray(),
            List.of("a", "b", "c"));
    for (int wanted : new int[] {1, 2, 3, 10, 95}) {
      GoldenImages images = GoldenChoice.of(from, wanted, 7);
      int[] perClass = new int[3];
      IntStream.range(0, wanted).forEach(i -> perClass[images.label(i)]++);
      Arrays.sort(perClass);
      assertThat(perClass[2] - perClass[0]).isLessThanOrEqualTo(1);
    }
    byte[] numbers = new byte[count];
    IntStream.range(0, count).forEach(i -> numbers[i] = (byte) i);
    LabelledImages numbered =
        new LabelledImages(
            new Shape(1, 1, 1), numbers, new int[count], List.of("all", "none of these"));
    assertThat(GoldenChoice.of(numbered, 9, 7)).isEqualTo(GoldenChoice.of(numbered, 9, 7));
    assertThat(GoldenChoice.of(numbered, 9, 7)).isNotEqualTo(GoldenChoice.of(numbered, 9, 8));
  }

  @Test
  void whatCannotBeChosenIsRefused() throws Exception {
    dataSet();
    String file = model().toString();
    assertThat(failure("--model", file)).hasMessageContaining("--data is needed");
    assertThat(failure("--model", file, "--data", directory.toString(), "--images", "0"))
        .hasMessageContaining("1..1024");
    assertThat(failure("--model", file, "--data", directory.toString(), "--images", "1025"))
        .hasMessageContaining("1..1024");
  }

  private Throwable failure(String... arguments) {
    GoldenVerb verb = new GoldenVerb();
    new CommandLine(verb).parseArgs(arguments);
    try {
      verb.call();
      throw new AssertionError("not refused");
    } catch (IOException | VerbException e) {
      return e;
    }
  }
}
