package io.requant.fleet.controller.internal.cli;

import io.requant.api.command.VerbException;
import io.requant.model.file.ModelFile;
import io.requant.model.file.PolicyFile;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet file}: the file that gateways fetch. */
@Command(
    name = "file",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a policy of a model into a file, exactly as gateways fetch it.",
      "Put it on an HTTPS server and name its address with --policy-url of push or rollout."
    },
    footer = {
      "",
      "Example:",
      "  ./requant fleet file --model models/resnet20.rqm --policy w4a4 --out w4a4.rqp"
    })
final class FileCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "model that has the policy (.rqm)")
  private Path model;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "POLICY",
      description = "name of a policy of the model")
  private String policy;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "the file (.rqp)")
  private Path out;

  @Override
  public Integer call() {
    try {
      Policy found = ModelFile.read(model).policy(policy);
      PolicyFile.write(found, out);
      byte[] content = PolicyCodec.encode(found);
      spec.commandLine()
          .getOut()
          .printf(
              "%s: policy %s, %d bytes, SHA-256 %s%n",
              out, found.name(), content.length, Digest.of(content).hex());
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }
}
