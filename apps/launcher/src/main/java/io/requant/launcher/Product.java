package io.requant.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A built product: a folder of bundles under {@code apps/NAME}.
 *
 * @param home root of the checkout
 * @param name gateway, controller or lab
 */
record Product(Path home, String name) {

  /** In the order in which a verb is looked for: the smallest product first. */
  static final List<String> NAMES = List.of("gateway", "controller", "lab");

  Product {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("no product '" + name + "'; there are " + NAMES);
    }
  }

  /** The configuration that comes with the product. */
  Path defaultConfiguration() {
    return home.resolve("apps").resolve(name).resolve("etc");
  }

  /** Where it keeps its state unless told otherwise. */
  Path defaultState() {
    return home.resolve(".run").resolve(name);
  }

  /** Jars to install, in alphabetical order; empty if the product is not built. */
  List<Path> bundles() throws IOException {
    Path folder = home.resolve("apps").resolve(name).resolve("target/export").resolve(name);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    }
  }
}
