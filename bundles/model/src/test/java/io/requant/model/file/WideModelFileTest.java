package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.network.Network;
import io.requant.model.quantize.SharedNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of networks whose stored integers have more than 8 bits. */
class WideModelFileTest {

  private static final List<Integer> WIDTHS = List.of(10, 9, 8, 7, 6);

  @Test
  void aWideNetworkComesBackAsItWas() throws IOException {
    Model model = Models.small(WIDTHS);
    byte[] file = Models.bytes(model);
    Model read = Models.read(file);
    assertThat(read.network().map(Network::digest)).isEqualTo(model.network().map(Network::digest));
    SharedNetwork shared = read.shared().orElseThrow();
    assertThat(shared.masterBits()).isEqualTo(10);
    assertThat(shared.widths()).isEqualTo(WIDTHS);
    assertThat(Models.bytes(read)).isEqualTo(file);
    Model gateway = Models.read(Models.bytes(model.forGateways()));
    assertThat(gateway.network().orElseThrow().weights().get("point").bits()).isEqualTo(10);
    assertThat(gateway.network().orElseThrow().weights().get("conv").bits()).isEqualTo(8);
  }

  @Test
  void anOlderProgramCannotSkipItsSection() {
    SortedMap<SectionType, byte[]> sections = sections(Models.small(WIDTHS));
    assertThat(sections).containsKey(SectionType.WIDE).doesNotContainKey(SectionType.SHARED);
    assertThat(SectionType.WIDE.flags() & Container.OPTIONAL).isZero();
    assertThat(sections(Models.small(List.of(8, 4, 2)))).doesNotContainKey(SectionType.WIDE);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 7, 8, 11, 16, 127})
  void aWidthThatCannotBeStoredIsRefused(int bits) {
    SortedMap<SectionType, byte[]> sections = sections(Models.small(WIDTHS));
    sections.get(SectionType.WIDE)[0] = (byte) bits;
    assertRefused(sections, "section WIDE: stored integers of " + bits + " bits; 9..10");
  }

  @Test
  void aStoredWidthThatTheTrainedOnesDoNotNeedIsRefused() {
    SortedMap<SectionType, byte[]> sections = sections(Models.small(WIDTHS));
    sections.get(SectionType.WIDE)[0] = 9;
    assertRefused(
        sections, "stored integers of 9 bits; the trained widths [10, 9, 8, 7, 6] need 10");
    byte[] content = sections.remove(SectionType.WIDE);
    sections.put(SectionType.SHARED, Arrays.copyOfRange(content, 1, content.length));
    assertRefused(
        sections, "section SHARED: stored integers of 8 bits; the trained widths [10, 9, 8, 7, 6]");
  }

  @Test
  void bothSectionsInOneFileAreRefused() {
    SortedMap<SectionType, byte[]> sections = sections(Models.small(WIDTHS));
    sections.putAll(sections(Models.small(List.of(8, 4, 2)), SectionType.SHARED));
    assertRefused(sections, "both sections SHARED and WIDE");
  }

  @Test
  void planesOfAnotherWidthThanTheTrainedOnesNeedAreRefused() {
    Model wide = Models.small(WIDTHS);
    Model narrow = Models.small(List.of(8, 4, 2));
    assertThatThrownBy(
            () ->
                new Model(
                    wide.floats(),
                    wide.shared(),
                    narrow.network(),
                    List.of(),
                    Optional.empty(),
                    wide.provenance()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 'point' is stored with 8 bits")
        .hasMessageContaining("[10, 9, 8, 7, 6] bits need 10");
  }

  @Test
  void changedBytesOfTheSectionWithFreshCheckSumsGiveAModelOrAClearError() throws IOException {
    SortedMap<SectionType, byte[]> sections = sections(Models.small(WIDTHS));
    byte[] good = sections.get(SectionType.WIDE);
    SplittableRandom random = new SplittableRandom(8);
    int refused = 0;
    for (int trial = 0; trial < 600; trial++) {
      byte[] content = good.clone();
      content[random.nextInt(trial % 2 == 0 ? 40 : content.length)] = (byte) random.nextInt(256);
      if (trial % 5 == 0) {
        content = Arrays.copyOf(content, random.nextInt(content.length + 4));
      }
      sections.put(SectionType.WIDE, content);
      try {
        Models.read(Container.seal(sections));
      } catch (ModelFileException e) {
        assertThat(e).hasMessageStartingWith("test.rqm: ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  private static void assertRefused(SortedMap<SectionType, byte[]> sections, String message) {
    byte[] file = Container.seal(sections);
    assertThatThrownBy(() -> Models.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("test.rqm: ")
        .hasMessageContaining(message);
  }

  private static SortedMap<SectionType, byte[]> sections(Model model, SectionType... only) {
    SortedMap<SectionType, byte[]> sections = new TreeMap<>();
    try {
      for (var entry : Container.open(Models.bytes(model), "test.rqm").entrySet()) {
        ByteBuffer content = entry.getValue();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        if (only.length == 0 || List.of(only).contains(entry.getKey())) {
          sections.put(entry.getKey(), bytes);
        }
      }
    } catch (ModelFileException e) {
      throw new AssertionError(e);
    }
    return sections;
  }
}
