package io.requant.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A checkout with products that have jars of nothing but a manifest. */
record Checkout(Path home) {

  Product product(String name) {
    return new Product(home, name);
  }

  /** Adds a jar; {@code capabilities} may be null. */
  Checkout with(String product, String jar, String capabilities) throws IOException {
    Path folder =
        Files.createDirectories(
            home.resolve("apps").resolve(product).resolve("target/export").resolve(product));
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", jar.replace(".jar", ""));
    if (capabilities != null) {
      attributes.putValue("Provide-Capability", capabilities);
    }
    new JarOutputStream(Files.newOutputStream(folder.resolve(jar)), manifest).close();
    return this;
  }

  static String verb(String name, String summary) {
    return "io.requant.verb;io.requant.verb=%s;summary=\"%s\"".formatted(name, summary);
  }
}
