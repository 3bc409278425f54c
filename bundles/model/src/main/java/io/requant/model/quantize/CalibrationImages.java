package io.requant.model.quantize;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Images that quantization is calibrated on, NHWC: training images, never test images. */
public final class CalibrationImages {

  private final List<byte[]> pixels;
  private final List<float[]> normalised;

  private CalibrationImages(List<byte[]> pixels, List<float[]> normalised) {
    this.pixels = pixels == null ? null : List.copyOf(pixels);
    this.normalised = normalised == null ? null : List.copyOf(normalised);
    if (size() == 0) {
      throw new IllegalArgumentException("no calibration images; give at least one");
    }
  }

  /** Images as unsigned bytes, channels varying fastest. */
  public static CalibrationImages ofPixels(List<byte[]> images) {
    return new CalibrationImages(images, null);
  }

  /**
   * Some of a set of images, evenly spread over given indices.
   *
   * @param images where they are from
   * @param indices what may be used, at least one
   * @param count how many are wanted; fewer if there are not so many
   * @param augmentation how they are varied; the same every time
   */
  public static CalibrationImages of(
      LabelledImages images, int[] indices, int count, Augmentation augmentation) {
    int stride = Math.max(1, indices.length / count);
    List<byte[]> pixels = new ArrayList<>();
    for (int i = 0; i < Math.min(count, indices.length); i++) {
      SplittableRandom random = new SplittableRandom(i);
      pixels.add(augmentation.apply(images.image(indices[i * stride]), images.shape(), random));
    }
    return ofPixels(pixels);
  }

  /** Images as the network reads them: normalised, channels varying fastest. */
  public static CalibrationImages ofNormalised(List<float[]> images) {
    return new CalibrationImages(null, images);
  }

  /** Number of images. */
  public int size() {
    return pixels != null ? pixels.size() : normalised.size();
  }

  /**
   * Checks that the images are inputs of a network.
   *
   * @throws IllegalArgumentException if one has the wrong size or is not finite
   */
  void check(Graph graph) {
    int needed = graph.inputShape().size();
    for (int i = 0; i < size(); i++) {
      int length = pixels != null ? pixels.get(i).length : normalised.get(i).length;
      if (length != needed) {
        throw new IllegalArgumentException(
            "calibration image %d has %d elements; the input %s of network '%s' has %d"
                .formatted(i, length, graph.inputShape(), graph.name(), needed));
      }
      if (normalised != null) {
        for (float value : normalised.get(i)) {
          if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(
                "calibration image " + i + " has the element " + value);
          }
        }
      }
    }
  }

  /** Image {@code i} as the float network reads it. */
  float[] real(int i, Normalisation normalisation) {
    if (normalised != null) {
      return normalised.get(i);
    }
    byte[] image = pixels.get(i);
    float[] out = new float[image.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = (float) normalisation.apply(k % normalisation.channels(), image[k] & 0xFF);
    }
    return out;
  }

  /** Image {@code i} as the integers that a quantized network reads. */
  float[] encoded(int i, Normalisation normalisation, double scale) {
    if (normalised != null) {
      float[] out = normalised.get(i).clone();
      for (int k = 0; k < out.length; k++) {
        out[k] = (float) Math.max(-128, Math.min(127, Math.floor(out[k] / scale + 0.5)));
      }
      return out;
    }
    byte[] image = pixels.get(i);
    ByteBuffer bytes = ByteBuffer.allocate(image.length);
    new InputEncoder(normalisation, scale).encode(image, bytes);
    float[] out = new float[image.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = bytes.get(k);
    }
    return out;
  }
}
