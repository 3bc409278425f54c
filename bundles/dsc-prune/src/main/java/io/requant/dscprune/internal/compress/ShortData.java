package io.requant.dscprune.internal.compress;

import io.requant.model.dataset.Holdout;
import io.requant.model.dataset.LabelledImages;
import io.requant.training.DataSet;
import java.util.Arrays;

/** Few images for a short fine-tuning, judged on the very images that a whole run keeps back. */
final class ShortData {

  private ShortData() {}

  /**
   * Takes some of a data set.
   *
   * @param fit indices of the images that may be trained on
   * @param heldOut indices of those kept back
   * @param count how many are trained on, evenly spread; fewer if there are not so many
   * @return a data set of which a training that holds back as many keeps back these; its test
   *     images are one of them, because nothing is to be learned about the real ones here
   */
  static DataSet of(DataSet data, int[] fit, int[] heldOut, int count) {
    int used = Math.min(count, fit.length);
    int total = used + heldOut.length;
    int[] order = new int[total];
    int[] kept = Holdout.indices(total, heldOut.length, Holdout.SEED);
    int[] rest = Holdout.rest(total, heldOut.length, Holdout.SEED);
    for (int i = 0; i < kept.length; i++) {
      order[kept[i]] = heldOut[i];
    }
    for (int i = 0; i < rest.length; i++) {
      order[rest[i]] = fit[(int) ((long) i * fit.length / used)];
    }
    LabelledImages images = data.train().select(order);
    LabelledImages one = data.train().select(Arrays.copyOf(heldOut, 1));
    return new DataSet(data.name(), images, one, data.normalisation(), data.flips());
  }
}
