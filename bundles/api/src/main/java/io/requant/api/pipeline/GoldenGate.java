package io.requant.api.pipeline;

import io.requant.model.network.Digest;

/**
 * Images of the model whose classes a new engine must know.
 *
 * @param images which images: the digest of the golden images in the gateway's model file
 * @param minRight least share of them for which it must name their class, 0..1
 */
public record GoldenGate(Digest images, double minRight) {

  public GoldenGate {
    if (!(minRight >= 0 && minRight <= 1)) {
      throw new IllegalArgumentException(
          "share of golden images of " + minRight + "; 0..1 is possible");
    }
  }
}
