package io.requant.api.command;

import java.util.concurrent.Callable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A verb of the command line, e.g. {@code train}: a class with picocli annotations, registered as a
 * prototype-scope service with the property {@link #NAME} by the bundle that owns it. The same
 * service serves {@code ./requant} and the Gogo shell.
 *
 * <p>Prints to the writers of its picocli {@code CommandLine}, never to {@code System.out}. Wrong
 * input is a {@code picocli.CommandLine.ParameterException} or a {@link VerbException} whose
 * message names the input, the reason and the way out.
 *
 * <p>Its bundle names the verb in its manifest too, so that the launcher knows which product has
 * it: {@code Provide-Capability: io.requant.verb;io.requant.verb=train;summary="..."}.
 */
@ConsumerType
public interface Verb extends Callable<Integer> {

  /**
   * Service property: the verb's name, lower-case letters and dashes, or two such words with a
   * space between, as in {@code policies search}; a String.
   */
  String NAME = "verb";

  /** Name space of the manifest capability. */
  String CAPABILITY = "io.requant.verb";

  /**
   * Runs the verb.
   *
   * @return the process's exit code: 0 only on success
   */
  @Override
  Integer call() throws Exception;
}
