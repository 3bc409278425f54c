package io.requant.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.quantize.Augmentation;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BatchFillerTest {
  private static final Shape SHAPE = new Shape(4, 5, 2);
  private static final float BLACK = -0.5f / 0.25f;

  private final Normalisation normalisation =
      new Normalisation(List.of(0.5, 0.5), List.of(0.25, 0.25));
  private final LabelledImages images = images();

  /** Every pixel value occurs once, so that a crop tells where it came from. */
  private static LabelledImages images() {
    byte[] pixels = new byte[2 * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i + 100);
    }
    return new LabelledImages(SHAPE, pixels, new int[] {0, 1}, List.of("a", "b"));
  }

  @Test
  void evaluation_images_are_normalised_and_nothing_else() {
    float[] out = new float[SHAPE.size()];
    new BatchFiller(images, normalisation, new Augmentation(3, true))
        .plain(1, FloatBuffer.wrap(out));
    for (int i = 0; i < out.length; i++) {
      int pixel = i + SHAPE.size() + 100;
      assertThat(out[i]).isEqualTo((float) ((pixel / 255.0 - 0.5) / 0.25));
    }
  }

  @Test
  void the_same_place_in_a_run_gives_the_same_crop() {
    BatchFiller filler = new BatchFiller(images, normalisation, new Augmentation(2, true));
    for (int step = 0; step < 20; step++) {
      assertThat(augmented(filler, Seeds.at(1, 2, step)))
          .isEqualTo(augmented(filler, Seeds.at(1, 2, step)));
    }
  }

  @Test
  void every_crop_is_a_shifted_image_with_black_where_it_leaves_the_picture() {
    BatchFiller filler = new BatchFiller(images, normalisation, new Augmentation(1, true));
    SplittableRandom random = new SplittableRandom(3);
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 500; i++) {
      seen.add(describe(augmented(filler, random)));
    }
    assertThat(seen).hasSize(18).contains("0 0 false", "-1 1 true", "1 -1 false");
  }

  @Test
  void digits_are_not_mirrored() {
    BatchFiller filler = new BatchFiller(images, normalisation, Augmentation.NONE);
    float[] plain = new float[SHAPE.size()];
    filler.plain(0, FloatBuffer.wrap(plain));
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 20; i++) {
      assertThat(augmented(filler, random)).isEqualTo(plain);
    }
  }

  private static float[] augmented(BatchFiller filler, SplittableRandom random) {
    float[] out = new float[SHAPE.size()];
    filler.augmented(0, random, FloatBuffer.wrap(out));
    return out;
  }

  /** Which shift and mirroring explain a crop; fails if none does. */
  private String describe(float[] crop) {
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        for (boolean mirrored : new boolean[] {false, true}) {
          if (explains(crop, dy, dx, mirrored)) {
            return dy + " " + dx + " " + mirrored;
          }
        }
      }
    }
    throw new AssertionError("no shift explains the crop");
  }

  private boolean explains(float[] crop, int dy, int dx, boolean mirrored) {
    byte[] source = images.image(0);
    for (int y = 0; y < SHAPE.height(); y++) {
      for (int x = 0; x < SHAPE.width(); x++) {
        int sy = y + dy;
        int sx = (mirrored ? SHAPE.width() - 1 - x : x) + dx;
        boolean inside = sy >= 0 && sy < SHAPE.height() && sx >= 0 && sx < SHAPE.width();
        for (int c = 0; c < 2; c++) {
          float expected =
              inside ? (float) normalisation.apply(c, source[(sy * 5 + sx) * 2 + c] & 0xff) : BLACK;
          if (crop[(y * 5 + x) * 2 + c] != expected) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
