package io.requant.dscprune.internal.prune;

import io.requant.model.graph.Normalisation;

/** Stored pixels as a float network reads them. */
public final class Pixels {

  private Pixels() {}

  /** Normalised, channels varying fastest. */
  public static float[] real(byte[] image, Normalisation normalisation) {
    float[] real = new float[image.length];
    int channels = normalisation.channels();
    for (int i = 0; i < real.length; i++) {
      real[i] = (float) normalisation.apply(i % channels, image[i] & 0xFF);
    }
    return real;
  }
}
