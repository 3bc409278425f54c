package io.requant.fleet.controller.internal.cli;

import io.requant.api.command.VerbException;
import io.requant.fleet.protocol.KeyId;
import io.requant.fleet.protocol.KeyStoreFiles;
import io.requant.fleet.protocol.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet keys}: keys that sign, and keys that gateways trust. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Makes, shows and trusts the keys that sign messages to gateways.",
    footer = {
      "",
      "Examples:",
      "  ./requant fleet keys init --dir keys",
      "  ./requant fleet keys trust --key keys/signing-key.pub.pem --dir gateway/trusted-keys"
    })
final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "fleet keys needs one of: init, show, trust");
  }

  @Command(
      name = "init",
      mixinStandardHelpOptions = true,
      description = "Makes a new key in a directory that has none.")
  int init(
      @Option(names = "--dir", required = true, paramLabel = "DIR", description = "directory")
          Path directory) {
    try {
      SigningKey key = KeyStoreFiles.create(directory);
      spec.commandLine()
          .getOut()
          .printf(
              "key %s in %s; gateways need %s%n",
              key.id(), directory, directory.resolve(KeyStoreFiles.PUBLIC));
      return 0;
    } catch (IOException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows the ids of the keys in a directory.")
  int show(
      @Option(names = "--dir", required = true, paramLabel = "DIR", description = "directory")
          Path directory) {
    try {
      if (Files.exists(directory.resolve(KeyStoreFiles.PRIVATE))) {
        spec.commandLine().getOut().println("signs " + KeyStoreFiles.read(directory).id());
      } else {
        KeyStoreFiles.readTrusted(directory)
            .ids()
            .forEach(id -> spec.commandLine().getOut().println("trusted " + id));
      }
      return 0;
    } catch (IOException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }

  @Command(
      name = "trust",
      mixinStandardHelpOptions = true,
      description = "Puts a public key among those that a gateway trusts.")
  int trust(
      @Option(names = "--key", required = true, paramLabel = "FILE", description = "public key")
          Path key,
      @Option(names = "--dir", required = true, paramLabel = "DIR", description = "trusted keys")
          Path directory) {
    try {
      PublicKey publicKey = KeyStoreFiles.readPublic(key);
      Path file = KeyStoreFiles.trust(directory, publicKey);
      spec.commandLine().getOut().printf("key %s in %s%n", KeyId.of(publicKey), file);
      return 0;
    } catch (IOException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }
}
