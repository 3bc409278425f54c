package io.requant.dscprune.internal.run;

import io.requant.dscprune.internal.search.Candidate;
import io.requant.dscprune.internal.search.Limits;
import io.requant.dscprune.internal.sensitivity.Sensitivities;
import io.requant.model.graph.Graph;
import io.requant.training.EpochRecord;
import java.util.List;
import java.util.Map;

/**
 * What a run found out.
 *
 * @param graph what it started from
 * @param sensitivities what cutting costs
 * @param sides the whole network with images of every size that was tried
 * @param search what was searched and found
 * @param stages networks in real numbers, the first as given, the last as quantized
 * @param quantized precisions of the last of them, the widest first
 * @param training epochs of the quantization-aware training
 * @param fileBytes of the model for gateways
 * @param origin data and settings
 */
public record Findings(
    Graph graph,
    Sensitivities sensitivities,
    List<Candidate> sides,
    Search search,
    List<Stage> stages,
    List<Quantized> quantized,
    List<EpochRecord> training,
    long fileBytes,
    Origin origin) {

  /**
   * The search.
   *
   * @param limits what a network may cost
   * @param device device to fit, empty for none
   * @param framesPerSecond wanted on it, 0 for none
   * @param clockHertz of it
   * @param estimator whether anything could tell what a device takes
   * @param candidates everything that was found
   * @param front what nothing beats
   * @param chosen what was made
   */
  public record Search(
      Limits limits,
      String device,
      double framesPerSecond,
      double clockHertz,
      boolean estimator,
      List<Candidate> candidates,
      List<Candidate> front,
      Candidate chosen) {}

  /**
   * Data and settings.
   *
   * @param dataset its name
   * @param train training images, those kept back included
   * @param holdout images kept back
   * @param judged those of them that judged the short fine-tunings
   * @param test test images
   * @param teacher name of the network that taught; empty for none
   * @param epochs of all trainings together, the short ones left out
   * @param seed of everything random
   * @param config of the longest training
   * @param settings of the run, by name
   */
  public record Origin(
      String dataset,
      int train,
      int holdout,
      int judged,
      int test,
      String teacher,
      int epochs,
      long seed,
      Map<String, String> config,
      Map<String, String> settings) {}

  /** Copies the lists. */
  public Findings {
    sides = List.copyOf(sides);
    stages = List.copyOf(stages);
    quantized = List.copyOf(quantized);
    training = List.copyOf(training);
  }

  /** The network that was quantized. */
  public Stage last() {
    return stages.get(stages.size() - 1);
  }

  /** The precision that the paper has: 8 bits, or the widest. */
  public Quantized headline() {
    return quantized.stream()
        .filter(q -> q.name().equals("w8a8"))
        .findFirst()
        .orElse(quantized.get(0));
  }
}
