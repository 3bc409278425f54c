package io.requant.launcher;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Prints the smallest built product that has a verb: {@code WhichProduct HOME VERB}. Exit code 1 if
 * none has.
 */
public final class WhichProduct {

  private WhichProduct() {}

  /** Entry point. */
  public static void main(String[] args) throws IOException {
    for (String name : Product.NAMES) {
      Product product = new Product(Path.of(args[0]), name);
      if (VerbIndex.of(product).containsKey(args[1])) {
        System.out.println(name);
        return;
      }
    }
    System.exit(1);
  }
}
