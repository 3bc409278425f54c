package io.requant.sqs.internal.compress;

import io.requant.model.dataset.LabelledImages;
import io.requant.training.DataSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Four classes like those of paper 2's remote sensing set, which is private: ship of CIFAR-10;
 * plain (for land), sea and cloud of CIFAR-100. Photographs from the ground, not from satellites.
 */
final class SceneSet {

  /** Its name in reports. */
  static final String NAME = "cifar-scenes";

  private static final List<String> CLASSES = List.of("ship", "land", "sea", "cloud");
  private static final List<String> FROM_100 = List.of("plain", "sea", "cloud");
  private static final String SHIP = "ship";

  private SceneSet() {}

  /**
   * Puts the set together; every class has as many images as CIFAR-100's have.
   *
   * @throws IllegalArgumentException if a set does not have the classes
   */
  static DataSet of(DataSet cifar10, DataSet cifar100) {
    return new DataSet(
        NAME,
        images(cifar10.train(), cifar100.train()),
        images(cifar10.test(), cifar100.test()),
        cifar10.normalisation(),
        true);
  }

  private static LabelledImages images(LabelledImages ten, LabelledImages hundred) {
    List<byte[]> images = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int c = 0; c < FROM_100.size(); c++) {
      add(images, labels, hundred, FROM_100.get(c), c + 1, Integer.MAX_VALUE);
    }
    add(images, labels, ten, SHIP, 0, images.size() / FROM_100.size());
    int size = ten.shape().size();
    byte[] pixels = new byte[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, pixels, i * size, size);
    }
    return new LabelledImages(
        ten.shape(), pixels, labels.stream().mapToInt(Integer::intValue).toArray(), CLASSES);
  }

  private static void add(
      List<byte[]> images,
      List<Integer> labels,
      LabelledImages from,
      String name,
      int label,
      int most) {
    int wanted = from.classes().indexOf(name);
    if (wanted < 0) {
      throw new IllegalArgumentException(
          "--also scenes needs CIFAR-10 and CIFAR-100: no class '" + name + "' in " + from);
    }
    int taken = 0;
    for (int i = 0; i < from.count() && taken < most; i++) {
      if (from.label(i) == wanted) {
        images.add(from.image(i));
        labels.add(label);
        taken++;
      }
    }
  }
}
