package io.requant.shell.internal;

import io.requant.api.command.Verb;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The name of a verb in the words of a command: one word, or two where a bundle says that it has a
 * verb of both, as in {@code policies search}.
 *
 * @param name the name
 * @param arguments the words behind it
 */
record VerbName(String name, List<String> arguments) {

  /**
   * Divides a command.
   *
   * @param words at least one
   * @param declared names of all verbs
   */
  static VerbName of(List<String> words, Set<String> declared) {
    if (words.size() > 1) {
      String two = words.get(0) + " " + words.get(1);
      if (declared.contains(two)) {
        return new VerbName(two, words.subList(2, words.size()));
      }
    }
    return new VerbName(words.get(0), words.subList(1, words.size()));
  }

  /** Verbs that the installed bundles name in their manifests, started or not. */
  static Set<String> declared(BundleContext context) {
    return Arrays.stream(context.getBundles())
        .map(bundle -> bundle.adapt(BundleRevision.class))
        .flatMap(revision -> revision.getDeclaredCapabilities(Verb.CAPABILITY).stream())
        .map(capability -> String.valueOf(capability.getAttributes().get(Verb.CAPABILITY)))
        .collect(Collectors.toSet());
  }
}
