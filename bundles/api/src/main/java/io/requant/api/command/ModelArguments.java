package io.requant.api.command;

import io.requant.model.dataset.DataSets;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.file.PolicyFile;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what users name on the command line: models, and policies by name or by file. */
public final class ModelArguments {

  private ModelArguments() {}

  /** Reads a model file. */
  public static Model model(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new VerbException("model '" + file + "' does not exist: give the path of a .rqm file");
    }
    try {
      return ModelFile.read(file);
    } catch (IOException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }

  /** The integer network of a model. */
  public static Network network(Path file, Model model) {
    return model
        .network()
        .orElseThrow(
            () ->
                new VerbException(
                    "model '%s' has float weights only: ./requant quantize --model %s makes policies"
                        .formatted(file, file)));
  }

  /** A policy: one of the model's by name, or else a file. */
  public static Policy policy(Model model, String nameOrFile) {
    Path file = Path.of(nameOrFile);
    if (nameOrFile.endsWith(PolicyFile.EXTENSION) || Files.isRegularFile(file)) {
      try {
        return PolicyFile.read(file);
      } catch (IOException e) {
        throw new VerbException(e.getMessage(), e);
      }
    }
    return model.policy(nameOrFile);
  }

  /**
   * Name of the data set to use: the one that was asked for, or else what the model was trained on.
   *
   * @param file names the model in the error
   * @param asked what the user asked for, or null
   */
  public static String dataset(Path file, Model model, String asked) {
    String name = asked == null ? model.provenance().get("dataset") : asked;
    if (name == null) {
      throw new VerbException(
          "model '%s' does not say what it was trained on: give --dataset with one of %s"
              .formatted(file, DataSets.names()));
    }
    return name;
  }
}
