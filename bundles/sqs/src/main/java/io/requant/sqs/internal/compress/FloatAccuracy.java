package io.requant.sqs.internal.compress;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Normalisation;
import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;

/** How many images a float network classifies correctly. */
final class FloatAccuracy {

  private FloatAccuracy() {}

  /** Correct images over all images, 0..1; of equal results the first counts. */
  static double of(FloatNetwork network, LabelledImages images) {
    FloatExecutor executor = new FloatExecutor(network);
    int correct = 0;
    for (int i = 0; i < images.count(); i++) {
      float[] result = executor.run(real(images.image(i), network.graph().normalisation()));
      int best = 0;
      for (int c = 1; c < result.length; c++) {
        best = result[c] > result[best] ? c : best;
      }
      correct += best == images.label(i) ? 1 : 0;
    }
    return correct / (double) images.count();
  }

  private static float[] real(byte[] image, Normalisation normalisation) {
    float[] real = new float[image.length];
    int channels = normalisation.channels();
    for (int i = 0; i < real.length; i++) {
      real[i] = (float) normalisation.apply(i % channels, image[i] & 0xFF);
    }
    return real;
  }
}
