package io.requant.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Prints the smallest built product that has a verb: {@code WhichProduct HOME VERB}. Exit code 1 if
 * none has.
 */
public final class WhichProduct {

  private WhichProduct() {}

  /** Entry point. */
  public static void main(String[] args) throws IOException {
    Optional<String> product = of(Path.of(args[0]), args[1]);
    product.ifPresent(System.out::println);
    System.exit(product.isPresent() ? 0 : 1);
  }

  /** Name of the smallest built product under a checkout that has a verb. */
  static Optional<String> of(Path home, String verb) throws IOException {
    for (String name : Product.NAMES) {
      if (VerbIndex.of(new Product(home, name)).containsKey(verb)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
