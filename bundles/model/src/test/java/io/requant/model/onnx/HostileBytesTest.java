package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.requant.model.testing.Nets;
import io.requant.model.testing.RandomGraphs;
import io.requant.model.testing.RandomNetworks;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Damaged files give a network or an {@link OnnxException}, nothing else. */
class HostileBytesTest {

  private static void read(byte[] bytes) {
    try {
      assertThat(OnnxImporter.read(bytes, ImportOptions.defaults().withMaxBytes(1 << 24)).network())
          .isNotNull();
    } catch (OnnxException e) {
      assertThat(e).hasMessageMatching("(?s).{10,}");
    } catch (RuntimeException | Error e) {
      fail("neither a network nor an OnnxException", e);
    }
  }

  private static byte[] model(SplittableRandom random) {
    return OnnxExporter.export(RandomNetworks.floats(random, RandomGraphs.graph(random)));
  }

  @Property(tries = 100)
  void truncated(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = model(random);
    read(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
  }

  @Property(tries = 300)
  void withChangedBytes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int changes) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = model(random);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    read(bytes);
  }

  @Property(tries = 300)
  void withChangedStructure(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    read(Mutations.mutate(model(random), random));
  }

  @Property(tries = 200)
  void random(@ForAll byte[] bytes) {
    read(bytes);
  }

  @Example
  void everyTruncationOfASmallModelIsRefused() {
    byte[] bytes =
        OnnxExporter.export(RandomNetworks.floats(new SplittableRandom(1), Nets.separable(4, 1)));
    for (int length = 0; length < bytes.length; length += 7) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> OnnxImporter.read(part, ImportOptions.defaults()))
          .isInstanceOf(OnnxException.class);
    }
  }
}
