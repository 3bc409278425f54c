package io.requant.model.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets made of some classes of CIFAR-100: wild animals before a background, and what is left for
 * training a network before it is shown these.
 */
final class ClassSelections {

  static final String WILDLIFE = "wildlife";
  static final String REST = "cifar100-rest";

  private static final List<String> ANIMALS =
      List.of("bear", "camel", "elephant", "fox", "kangaroo", "leopard", "lion", "tiger", "wolf");
  private static final List<String> SCENES = List.of("cloud", "forest", "mountain", "plain", "sea");
  private static final String BACKGROUND = "background";

  private ClassSelections() {}

  /**
   * Nine kinds of animals, and places without any: every fifth image of each of five classes, so
   * that there are as many of them as of one kind; in the order of the files.
   */
  static LabelledImages wildlife(LabelledImages hundred) throws DataSetException {
    Map<Integer, Integer> labels = new HashMap<>();
    for (String animal : ANIMALS) {
      labels.put(label(hundred, animal), labels.size());
    }
    Map<Integer, Integer> scenes = new HashMap<>();
    for (String scene : SCENES) {
      scenes.put(label(hundred, scene), 0);
    }
    List<Integer> chosen = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    for (int i = 0; i < hundred.count(); i++) {
      int label = hundred.label(i);
      if (labels.containsKey(label)) {
        chosen.add(i);
        classes.add(labels.get(label));
      } else if (scenes.containsKey(label)
          && scenes.merge(label, 1, Integer::sum) % scenes.size() == 0) {
        chosen.add(i);
        classes.add(ANIMALS.size());
      }
    }
    List<String> names = new ArrayList<>(ANIMALS);
    names.add(BACKGROUND);
    return labelled(hundred, chosen, classes, names);
  }

  /** All images of the classes that {@link #wildlife} takes nothing from. */
  static LabelledImages rest(LabelledImages hundred) throws DataSetException {
    List<String> names = new ArrayList<>(hundred.classes());
    names.removeAll(ANIMALS);
    names.removeAll(SCENES);
    Map<Integer, Integer> labels = new HashMap<>();
    for (String name : names) {
      labels.put(label(hundred, name), labels.size());
    }
    List<Integer> chosen = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    for (int i = 0; i < hundred.count(); i++) {
      if (labels.containsKey(hundred.label(i))) {
        chosen.add(i);
        classes.add(labels.get(hundred.label(i)));
      }
    }
    return labelled(hundred, chosen, classes, names);
  }

  private static LabelledImages labelled(
      LabelledImages images, List<Integer> chosen, List<Integer> labels, List<String> names)
      throws DataSetException {
    if (chosen.isEmpty()) {
      throw new DataSetException("the files have no image of " + String.join(", ", names));
    }
    return images
        .select(chosen.stream().mapToInt(Integer::intValue).toArray())
        .relabelled(labels.stream().mapToInt(Integer::intValue).toArray(), names);
  }

  private static int label(LabelledImages images, String name) throws DataSetException {
    int label = images.classes().indexOf(name);
    if (label < 0) {
      throw new DataSetException(
          "fine_label_names.txt has no class '" + name + "': get CIFAR-100 again");
    }
    return label;
  }
}
