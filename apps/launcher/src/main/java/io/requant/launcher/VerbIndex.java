package io.requant.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/** Verbs that the bundles of a product name in their manifests, without starting anything. */
final class VerbIndex {

  private static final Pattern CAPABILITY =
      Pattern.compile(
          "io\\.requant\\.verb;io\\.requant\\.verb=\"?([a-z -]+)\"?(?:;summary=\"([^\"]*)\")?");

  private VerbIndex() {}

  /** Verbs with their summaries, in alphabetical order. */
  static NavigableMap<String, String> of(Product product) throws IOException {
    NavigableMap<String, String> verbs = new TreeMap<>();
    for (Path jar : product.bundles()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        Manifest manifest = file.getManifest();
        String provided =
            manifest == null ? null : manifest.getMainAttributes().getValue("Provide-Capability");
        if (provided != null) {
          Matcher m = CAPABILITY.matcher(provided);
          while (m.find()) {
            verbs.put(m.group(1), m.group(2) == null ? "" : m.group(2));
          }
        }
      } catch (ZipException e) {
        throw new ZipException(
            "'%s' is damaged (%s): delete this folder, and ./requant builds it again"
                .formatted(jar, e.getMessage()));
      }
    }
    return verbs;
  }
}
