package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.testing.Nets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

  @TempDir Path directory;

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void whatIsReadIsWhatWasWritten(@ForAll long seed) throws IOException {
    Model model = Models.random(seed);
    byte[] file = Models.bytes(model);
    Model read = Models.read(file);
    assertThat(read.graph()).isEqualTo(model.graph());
    assertThat(read.network().map(n -> n.digest())).isEqualTo(model.network().map(n -> n.digest()));
    assertThat(read.network().map(n -> n.weights()))
        .isEqualTo(model.network().map(n -> n.weights()));
    assertThat(read.policies()).isEqualTo(model.policies());
    assertThat(read.provenance()).isEqualTo(model.provenance());
    assertThat(read.golden()).isEqualTo(model.golden());
    assertThat(read.gate().isPresent()).isEqualTo(model.gate().isPresent());
    model.gate().ifPresent(gate -> assertThat(read.gate().orElseThrow()).isEqualTo(gate));
    assertThat(read.floats().isPresent()).isEqualTo(model.floats().isPresent());
    if (model.floats().isPresent()) {
      Map<String, FloatNetwork.Parameters> expected = model.floats().get().parameters();
      read.floats()
          .get()
          .parameters()
          .forEach(
              (layer, p) -> {
                assertThat(p.weights()).isEqualTo(expected.get(layer).weights());
                assertThat(p.bias()).isEqualTo(expected.get(layer).bias());
              });
    }
    assertThat(Models.bytes(read)).isEqualTo(file);
  }

  @Test
  void everyTruncationIsRejected() {
    byte[] file = Models.bytes(Models.small());
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> Models.read(cut))
          .as("first %d bytes", length)
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith("test.rqm: ");
    }
  }

  @Test
  void everyFlippedBitAndByteIsRejected() {
    byte[] file = Models.bytes(Models.small());
    for (int at = 0; at < file.length; at++) {
      for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) mask;
        assertThatThrownBy(() -> Models.read(damaged))
            .as("byte %d xor %d", at, mask)
            .isInstanceOf(ModelFileException.class)
            .hasMessageStartingWith("test.rqm: ");
      }
    }
  }

  @Test
  void anythingAfterTheEndIsRejected() {
    byte[] file = Models.bytes(Models.small());
    assertThatThrownBy(() -> Models.read(Arrays.copyOf(file, file.length + 1)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("1 bytes too many");
  }

  @Test
  void weightsTrainedForSeveralPrecisionsAndTheirGateComeBackAndStayOutOfAGatewaysFile()
      throws IOException {
    Model model = Models.small();
    Model read = Models.read(Models.bytes(model));
    SharedNetwork shared = read.shared().orElseThrow();
    assertThat(shared.widths()).containsExactly(8, 4, 2);
    model
        .shared()
        .orElseThrow()
        .tensors()
        .forEach((name, values) -> assertThat(shared.tensors().get(name)).isEqualTo(values));
    Model slim = Models.read(Models.bytes(read.forGateways()));
    assertThat(read.gate()).isPresent();
    assertThat(slim.gate()).isEmpty();
    assertThat(slim.golden()).isPresent().isEqualTo(read.golden());
    assertThat(slim.shared()).isEmpty();
    assertThat(slim.floats()).isEmpty();
    assertThat(slim.policies()).isEqualTo(model.policies());
  }

  @Test
  void damageIsReportedWithItsSectionAndAWayOut() {
    byte[] file = Models.bytes(Models.small());
    // The golden images are last: 32 bytes of digest follow its last byte.
    file[file.length - 33] ^= 1;
    assertThatThrownBy(() -> Models.read(file))
        .hasMessageContaining("section GOLDEN")
        .hasMessageContaining("copy or download the file again");
  }

  @Test
  void resnet20TakesItsWeightsAndItsScalesAndLittleElse() {
    Model model = new Model(Optional.empty(), Optional.of(Nets.resnet20()), List.of(), Map.of());
    int weights = 268_336;
    int scales = 698 * Float.BYTES;
    assertThat(Models.bytes(model).length - weights - scales).isBetween(0, 3000);
  }

  @Test
  void filesAreReadFromTheirPathAndReplacedWhole() throws IOException {
    Path path = directory.resolve("model.rqm");
    ModelFile.write(Models.small(), path);
    Model other = Models.random(3);
    ModelFile.write(other, path);
    assertThat(Models.bytes(ModelFile.read(path))).isEqualTo(Models.bytes(other));
    assertThat(directory).isDirectoryContaining(p -> p.equals(path));
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aMissingOrForeignFileIsNamed() throws IOException {
    Path missing = directory.resolve("missing.rqm");
    assertThatThrownBy(() -> ModelFile.read(missing))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("missing.rqm")
        .hasMessageContaining("no such file");
    Path foreign = directory.resolve("foreign.onnx");
    Files.writeString(foreign, "something else, long enough to be a header");
    assertThatThrownBy(() -> ModelFile.read(foreign))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("foreign.onnx: not a model file");
  }
}
