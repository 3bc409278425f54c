package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6};

  private final LabelledImages images =
      new LabelledImages(new Shape(2, 3, 1), PIXELS, new int[] {0}, List.of("a"));

  @Test
  void withoutABorderAnImageIsAtMostMirrored() {
    assertThat(Augmentation.NONE.apply(PIXELS, images.shape(), new SplittableRandom(1)))
        .isEqualTo(PIXELS);
    Set<String> seen = varied(new Augmentation(0, true));
    assertThat(seen).containsExactlyInAnyOrder("[1, 2, 3, 4, 5, 6]", "[3, 2, 1, 6, 5, 4]");
  }

  @Test
  void cropsMoveTheImageOverABlackBorder() {
    Set<String> seen = varied(new Augmentation(1, false));
    assertThat(seen).hasSize(9).contains("[0, 0, 0, 0, 1, 2]", "[5, 6, 0, 0, 0, 0]");
  }

  @Test
  void theSameImagesAreVariedTheSameWayEveryTime() {
    int[] all = {0};
    Augmentation augmentation = new Augmentation(4, true);
    assertThat(CalibrationImages.of(images, all, 3, augmentation).size()).isEqualTo(1);
    assertThat(augmentation.apply(PIXELS, images.shape(), new SplittableRandom(7)))
        .isEqualTo(augmentation.apply(PIXELS, images.shape(), new SplittableRandom(7)));
  }

  @Test
  void anImpossibleBorderIsRefused() {
    assertThatThrownBy(() -> new Augmentation(-1, true)).hasMessageContaining("0..255");
    assertThatThrownBy(() -> new Augmentation(256, true)).hasMessageContaining("0..255");
  }

  private Set<String> varied(Augmentation augmentation) {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      byte[] varied = augmentation.apply(PIXELS, images.shape(), new SplittableRandom(seed));
      seen.add(java.util.Arrays.toString(varied));
    }
    return seen;
  }
}
