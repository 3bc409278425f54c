package io.requant.shell.internal;

import io.requant.api.command.ModelArguments;
import io.requant.api.command.VerbException;
import io.requant.model.dataset.Split;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Puts a measured accuracy into the policy of a model file, which is replaced as a whole. */
final class AccuracyRecord {

  private final Path file;
  private final Policy policy;
  private final String dataset;
  private final Split split;

  /**
   * Prepares, before anything is measured.
   *
   * @param file the model file
   * @param model its content
   * @param policy the policy that will be measured
   * @param dataset name of the data set
   * @param split the part that is measured
   * @param partial whether only some of its images are
   * @param partialAllowed whether the user said that this is wanted
   * @throws VerbException if the result would be no accuracy of a policy in this file
   */
  AccuracyRecord(
      Path file,
      Model model,
      Policy policy,
      String dataset,
      Split split,
      boolean partial,
      boolean partialAllowed) {
    if (!model.policies().contains(policy)) {
      throw new VerbException(
          "--record: policy '%s' is not in '%s'; name one that is: %s"
              .formatted(
                  policy.name(), file, model.policies().stream().map(Policy::name).toList()));
    }
    if (split != Split.TEST && split != Split.HOLDOUT) {
      throw new VerbException(
          "--record: an accuracy on %s images, which the network was trained on, says nothing; use --split test or holdout"
              .formatted(name(split)));
    }
    if (partial && !partialAllowed) {
      throw new VerbException(
          "--record: --limit leaves out some of the %s images; omit it, or add --partial to record the accuracy all the same"
              .formatted(name(split)));
    }
    this.file = file;
    this.policy = policy;
    this.dataset = dataset;
    this.split = split;
  }

  /**
   * Writes the accuracy. The file is read again before: what others changed meanwhile stays, except
   * for this policy, which must still be what was measured.
   *
   * @return the policy as it is now in the file; its digest is another one
   */
  Policy write(int images, double top1) throws IOException {
    Model now = ModelArguments.model(file);
    if (!now.policies().contains(policy)) {
      throw new VerbException(
          "'%s' was changed while policy '%s' was measured: nothing recorded; run this again"
              .formatted(file, policy.name()));
    }
    Policy measured = policy.withAccuracy(new MeasuredAccuracy(dataset, name(split), images, top1));
    ModelFile.write(now.withPolicy(measured), file);
    return measured;
  }

  private static String name(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }
}
