package io.requant.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.BundleException;

/**
 * Starts a product: {@code Launcher HOME PRODUCT VERB [ARGUMENT...]}.
 *
 * <p>With the product's own name as verb ({@code gateway}, {@code controller}, {@code lab}) it runs
 * until it is stopped; with any other verb it runs that and ends with its exit code.
 */
public final class Launcher {

  private Launcher() {}

  /** Entry point. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 3) {
      System.err.println("usage: Launcher HOME PRODUCT VERB [ARGUMENT...]");
      System.exit(2);
    }
    Product product = new Product(Path.of(args[0]), args[1]);
    List<String> words = Arrays.asList(args).subList(2, args.length);
    boolean service = words.get(0).equals(product.name());
    int code;
    try {
      RunOptions options =
          service
              ? RunOptions.parse(product, words.subList(1, words.size()))
              : RunOptions.forVerb(product, words);
      code = new FrameworkRun(product, options).run();
    } catch (IllegalArgumentException e) {
      System.err.println("requant " + product.name() + ": " + e.getMessage());
      code = 2;
    } catch (BundleException e) {
      System.err.println("requant: the framework did not start: " + e.getMessage());
      code = 1;
    }
    System.exit(code);
  }
}
