package io.requant.bench.internal.network;

import io.requant.model.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pictures of overlapping waves and some noise: smoother than noise alone, as photographs are. */
final class SyntheticImages {

  private static final int WAVES = 4;
  private static final double MIDDLE = 127.5;

  private SyntheticImages() {}

  /** Pixels 0..255, channels varying fastest. */
  static List<byte[]> of(Shape shape, int count, long seed) {
    Random random = new Random(seed);
    List<byte[]> images = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      double[] values = new double[shape.size()];
      for (int wave = 0; wave < WAVES * shape.channels(); wave++) {
        double fx = random.nextGaussian() * 8 / shape.width();
        double fy = random.nextGaussian() * 8 / shape.height();
        double phase = random.nextDouble() * 2 * Math.PI;
        for (int i = wave % shape.channels(); i < values.length; i += shape.channels()) {
          int x = i / shape.channels() % shape.width();
          int y = i / shape.channels() / shape.width();
          values[i] += Math.sin(fx * x + fy * y + phase) / WAVES;
        }
      }
      byte[] image = new byte[values.length];
      for (int i = 0; i < image.length; i++) {
        double pixel = MIDDLE * (1 + values[i]) + 8 * random.nextGaussian();
        image[i] = (byte) Math.max(0, Math.min(255, Math.round(pixel)));
      }
      images.add(image);
    }
    return images;
  }
}
