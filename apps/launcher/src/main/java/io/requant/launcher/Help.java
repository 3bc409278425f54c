package io.requant.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Prints what {@code ./requant} can do: {@code Help HOME}. */
public final class Help {

  private Help() {}

  /** Entry point. */
  public static void main(String[] args) throws IOException {
    System.out.print(text(Path.of(args[0])));
  }

  /** The text for what is built of a checkout. */
  static String text(Path home) throws IOException {
    NavigableMap<String, String> verbs = new TreeMap<>();
    boolean labMissing = false;
    for (String name : Product.NAMES) {
      Product product = new Product(home, name);
      VerbIndex.of(product).forEach(verbs::putIfAbsent);
      labMissing |= name.equals("lab") && product.bundles().isEmpty();
    }
    StringBuilder text = new StringBuilder(1024);
    text.append("Requant: quantized vision on gateways, changed while it runs.\n\n");
    text.append("Usage: ./requant VERB [ARGUMENT...]      ./requant VERB --help\n\n");
    for (Map.Entry<String, String> verb : verbs.entrySet()) {
      text.append("  %-16s %s%n".formatted(verb.getKey(), verb.getValue()));
    }
    text.append(
        """

          gateway      run a gateway until it is stopped   [--config DIR] [--state DIR] [--shell]
          controller   run a fleet controller until it is stopped
          lab          run the lab until it is stopped

        Examples:
          ./requant demo
          ./requant demo --headless --seconds 60 --report demo.json
          ./requant policies models/resnet20.rqm
        """);
    if (labMissing) {
      text.append(
          "\nThe lab (train, compress, quantize, import, export, policies search) is built at its first use.\n");
    }
    return text.toString();
  }
}
