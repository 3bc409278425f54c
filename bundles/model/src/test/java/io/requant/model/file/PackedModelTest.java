package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.PackedModels;
import io.requant.model.testing.RandomNetworks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PackedModelTest {

  @Property(tries = 150)
  void whatWasPackedIsWhatIsRead(@ForAll long seed) throws IOException {
    PackedModel packed = PackedModels.random(seed);
    Model made = packed.model();
    Model read = Models.read(PackedModels.bytes(packed));
    assertThat(read.policies()).isEqualTo(made.policies());
    assertThat(read.provenance()).isEqualTo(made.provenance());
    Network network = read.network().orElseThrow();
    assertThat(network.digest()).isEqualTo(made.network().orElseThrow().digest());
    packed
        .integers()
        .forEach(
            (layer, weights) ->
                assertThat(network.weights().get(layer).planes().values())
                    .as(layer)
                    .isEqualTo(weights));
  }

  @Property(tries = 40)
  void theGatewayComputesTheLogitsOfTheLab(@ForAll long seed) throws IOException {
    PackedModel packed = PackedModels.random(seed);
    byte[] input = RandomNetworks.input(new SplittableRandom(seed), packed.graph());
    assertThat(logits(Models.read(PackedModels.bytes(packed)), input))
        .isEqualTo(logits(packed.model(), input));
  }

  private static int[] logits(Model model, byte[] input) {
    Program program = Program.of(model.network().orElseThrow(), model.policy("sqs"));
    IntBuffer logits = IntBuffer.allocate(program.outputSize());
    new ReferenceExecutor(program).infer(ByteBuffer.wrap(input), logits);
    return logits.array();
  }

  @Property(tries = 20)
  void theSameModelGivesTheSameBytes(@ForAll long seed) {
    assertThat(PackedModels.bytes(PackedModels.random(seed)))
        .isEqualTo(PackedModels.bytes(PackedModels.random(seed)));
  }

  @Test
  void everySingleByteCorruptionIsRejected() {
    byte[] good = PackedModels.bytes(small());
    int accepted = 0;
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      for (int change = 1; change < 256; change++) {
        bad[at] = (byte) (good[at] ^ change);
        accepted += accepted(bad) ? 1 : 0;
      }
    }
    assertThat(accepted).isZero();
  }

  @Test
  void everyTruncationAndEveryByteTooManyIsRejected() {
    byte[] good = PackedModels.bytes(small());
    for (int length = 0; length <= good.length + 3; length++) {
      assertThat(accepted(Arrays.copyOf(good, length)))
          .as("%d bytes", length)
          .isEqualTo(length == good.length);
    }
  }

  @Test
  void everyOtherBitOfTheCodeThatPassesTheCheckSumsGivesAModelOrAClearError() throws Exception {
    byte[] section = PackedSection.write(small());
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 3000; trial++) {
      byte[] changed = section.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      if (trial % 4 == 0) {
        changed = Arrays.copyOf(changed, random.nextInt(changed.length + 8));
      }
      try {
        Models.read(sealed(changed));
      } catch (ModelFileException e) {
        assertThat(e).hasMessageStartingWith("test.rqm: section PACKED: ");
      }
    }
  }

  @Test
  void aHeadLargerThanTheSectionOrTheLimitIsRejected() {
    byte[] section = PackedSection.write(small());
    for (int length : new int[] {-1, Integer.MAX_VALUE, 1 << 20, section.length - 3}) {
      byte[] changed = section.clone();
      ByteBuffer.wrap(changed).putInt(0, length);
      assertThatThrownBy(() -> Models.read(sealed(changed)))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("a head of " + length + " bytes");
    }
  }

  @Test
  void aGraphWithFarMoreWeightsThanTheCodeCanHoldIsRejectedBeforeTheyAreAllocated() {
    byte[] section = PackedSection.write(PackedModels.of(large(), new SplittableRandom(4)));
    int head = ByteBuffer.wrap(section).getInt();
    byte[] changed = Arrays.copyOf(section, Integer.BYTES + head + 3);
    assertThatThrownBy(() -> Models.read(sealed(changed)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("too short for the weights of layer");
  }

  @Test
  void aPackedSectionStandsAlone() throws IOException {
    var sections = new java.util.TreeMap<SectionType, byte[]>();
    sections.put(SectionType.PACKED, PackedSection.write(small()));
    sections.put(SectionType.GRAPH, Sections.graph(small().graph()));
    assertThatThrownBy(() -> Models.read(Container.seal(sections)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("other sections besides PACKED");
  }

  @Test
  void stepsMustBeAsManyAsTheGraphHas() {
    PackedModel whole = small();
    assertThatThrownBy(() -> with(whole, whole.steps().subList(1, whole.steps().size())).model())
        .isInstanceOf(IllegalArgumentException.class);
    var more = new java.util.ArrayList<>(whole.steps());
    more.add(more.get(0));
    assertThatThrownBy(() -> with(whole, more).model())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more steps");
  }

  private static PackedModel with(
      PackedModel model, List<io.requant.model.quantize.CompactStep> steps) {
    return new PackedModel(
        model.graph(),
        model.integers(),
        steps,
        model.sparsity(),
        model.policyName(),
        model.accuracy(),
        model.provenance());
  }

  private static PackedModel small() {
    return PackedModels.of(Models.small().graph(), new SplittableRandom(4));
  }

  /** Four million weights. */
  private static Graph large() {
    return new Graph(
        "large",
        new Shape(16, 16, 16),
        Normalisation.identity(16),
        List.of(new Flatten("flat", Graph.INPUT), new Linear("fc", "flat", 4096, 1024)),
        IntStream.range(0, 1024).mapToObj(Integer::toString).toList());
  }

  private static byte[] sealed(byte[] section) {
    return Container.seal(new java.util.TreeMap<>(Map.of(SectionType.PACKED, section)));
  }

  private static boolean accepted(byte[] file) {
    try {
      Models.read(file);
      return true;
    } catch (ModelFileException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
