package io.requant.training.internal.data;

import io.requant.model.dataset.LabelledImages;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Identifies image data, so that a run is not resumed on other images. */
public final class Fingerprint {
  private Fingerprint() {}

  /** SHA-256 over all pixels and then one byte per label, in hexadecimal. */
  public static String of(LabelledImages images) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] image = new byte[images.shape().size()];
      for (int i = 0; i < images.count(); i++) {
        images.copy(i, image, 0);
        digest.update(image);
      }
      for (int i = 0; i < images.count(); i++) {
        digest.update((byte) images.label(i));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
