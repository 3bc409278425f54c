package io.requant.quantlstm.internal.compress;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Conv;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.InputMeans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a gate sees of images: what each layer reads at the widest, averaged over its pixels. */
public final class FeatureRecorder {

  /** Images computed together: their maps are in memory at once. */
  private static final int BATCH = 32;

  private FeatureRecorder() {}

  /** Real values by image, layer and channel. */
  public static float[][][] record(
      Network network, Policy policy, List<Conv> layers, LabelledImages images) {
    InputMeans recorder = new InputMeans(network, policy);
    float[][][] means = new float[images.count()][layers.size()][];
    for (int start = 0; start < means.length; start += BATCH) {
      List<byte[]> pixels = new ArrayList<>();
      for (int i = start; i < Math.min(means.length, start + BATCH); i++) {
        pixels.add(images.image(i));
      }
      Map<String, float[][]> found = recorder.of(CalibrationImages.ofPixels(pixels));
      for (int l = 0; l < layers.size(); l++) {
        float[][] layer = found.get(layers.get(l).name());
        for (int i = 0; i < layer.length; i++) {
          means[start + i][l] = layer[i];
        }
      }
    }
    return means;
  }
}
