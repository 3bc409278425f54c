package io.requant.model.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GoldenImagesTest {

  private static final Shape SHAPE = new Shape(2, 2, 1);
  private static final List<String> CLASSES = List.of("cat", "dog", "bird");
  private static final GoldenImages TWO =
      GoldenImages.of(
          new LabelledImages(
              SHAPE, new byte[] {1, 2, 3, 4, -1, -2, -3, -4}, new int[] {2, 0}, CLASSES));

  @Test
  void theFormGivesTheSameImagesAgain() {
    GoldenImages read = GoldenImages.decode(SHAPE, 3, ByteBuffer.wrap(TWO.encode()));
    assertThat(read).isEqualTo(TWO).hasSameHashCodeAs(TWO).hasToString(TWO.toString());
    assertThat(read.count()).isEqualTo(2);
    assertThat(read.label(0)).isEqualTo(2);
    assertThat(read.label(1)).isZero();
    assertThat(read.image(1)).containsExactly(-1, -2, -3, -4);
    assertThat(read.digest()).isEqualTo(TWO.digest());
  }

  @Property(tries = 50)
  void anyOtherByteIsAnotherDigestOrRefused(
      @ForAll @IntRange(max = 13) int at, @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] form = TWO.encode();
    form[at] ^= (byte) change;
    try {
      GoldenImages read = GoldenImages.decode(SHAPE, 3, ByteBuffer.wrap(form));
      assertThat(read.digest()).isNotEqualTo(TWO.digest());
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("golden image");
    }
  }

  @Property(tries = 200)
  void whateverComesIsReadWholeOrRefused(@ForAll @Size(max = 40) byte[] form) {
    try {
      assertThat(GoldenImages.decode(SHAPE, 3, ByteBuffer.wrap(form)).encode()).isEqualTo(form);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("golden image");
    }
  }

  @Test
  void aTruncatedOrProlongedFormIsRefused() {
    byte[] form = TWO.encode();
    for (int length = 0; length <= form.length + 1; length++) {
      if (length != form.length) {
        ByteBuffer other = ByteBuffer.wrap(Arrays.copyOf(form, length));
        assertThatThrownBy(() -> GoldenImages.decode(SHAPE, 3, other))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("golden images");
      }
    }
  }

  @Test
  void noneTooManyTooLargeOrOfAnUnknownClassAreRefused() {
    assertThatThrownBy(() -> TWO.checkLabels(2)).hasMessageContaining("image 0 has class 2 of 2");
    assertThatThrownBy(
            () -> GoldenImages.of(new LabelledImages(SHAPE, new byte[0], new int[0], CLASSES)))
        .hasMessageContaining("1..1024");
    Shape dot = new Shape(1, 1, 1);
    assertThatThrownBy(
            () -> GoldenImages.of(new LabelledImages(dot, new byte[1025], new int[1025], CLASSES)))
        .hasMessageContaining("1..1024");
    Shape large = new Shape(2049, 2048, 1);
    assertThatThrownBy(
            () ->
                GoldenImages.of(
                    new LabelledImages(large, new byte[2049 * 2048], new int[1], CLASSES)))
        .hasMessageContaining("4194304 bytes");
  }
}
