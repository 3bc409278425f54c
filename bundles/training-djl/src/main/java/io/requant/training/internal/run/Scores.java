package io.requant.training.internal.run;

/** Counts hits. */
final class Scores {
  private Scores() {}

  /**
   * Images whose largest logit is that of their label; the first of equal ones counts.
   *
   * @param logits images x classes, row-major
   * @param labels one per image
   */
  static int correct(float[] logits, int[] labels) {
    int classes = logits.length / labels.length;
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (logits[i * classes + c] > logits[i * classes + best]) {
          best = c;
        }
      }
      if (best == labels[i]) {
        correct++;
      }
    }
    return correct;
  }
}
