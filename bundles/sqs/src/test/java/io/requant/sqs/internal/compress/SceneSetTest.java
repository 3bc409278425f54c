package io.requant.sqs.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.training.DataSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SceneSetTest {

  private static final Shape SHAPE = new Shape(2, 2, 1);

  /** Images whose pixels are their label. */
  private static LabelledImages images(int count, List<String> classes) {
    byte[] pixels = new byte[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % classes.size();
      for (int p = 0; p < SHAPE.size(); p++) {
        pixels[i * SHAPE.size() + p] = (byte) labels[i];
      }
    }
    return new LabelledImages(SHAPE, pixels, labels, classes);
  }

  private static DataSet set(String name, List<String> classes) {
    return new DataSet(
        name, images(60, classes), images(30, classes), Normalisation.identity(1), true);
  }

  @Test
  void fourClassesAreTakenWithEquallyManyImagesEach() {
    DataSet scenes =
        SceneSet.of(
            set("ten", List.of("cat", "ship")),
            set("hundred", List.of("apple", "sea", "plain", "cloud", "tank", "wolf")));
    assertThat(scenes.train().classes()).containsExactly("ship", "land", "sea", "cloud");
    assertThat(scenes.train().count()).isEqualTo(40);
    assertThat(scenes.test().count()).isEqualTo(20);
    byte[] pixelOf = {1, 2, 1, 3};
    for (int i = 0; i < scenes.train().count(); i++) {
      assertThat(scenes.train().image(i)[0]).isEqualTo(pixelOf[scenes.train().label(i)]);
    }
  }

  @Test
  void aSetWithoutTheClassesIsNamed() {
    DataSet ten = set("ten", List.of("cat", "ship"));
    assertThatThrownBy(() -> SceneSet.of(ten, ten))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no class 'plain'");
  }
}
