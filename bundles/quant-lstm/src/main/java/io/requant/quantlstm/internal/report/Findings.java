package io.requant.quantlstm.internal.report;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.compare.Comparison;
import io.requant.quantlstm.internal.compare.Ways;
import io.requant.quantlstm.internal.search.LayerCosts;
import java.util.List;
import java.util.Map;

/**
 * What a run found out about a network.
 *
 * @param shared the network
 * @param costs its layers with their options
 * @param ways sensitivities and gate
 * @param comparisons ways to choose under several budgets
 * @param levels the same under those of the levels
 * @param policies all policies, with accuracies, the widest one first
 * @param images what was shown
 */
public record Findings(
    SharedNetwork shared,
    LayerCosts costs,
    Ways ways,
    List<Comparison> comparisons,
    Map<ResourceLevel, Comparison> levels,
    List<Policy> policies,
    Images images) {

  /**
   * Images of the run, for captions.
   *
   * @param dataset its name
   * @param test test images that accuracies are of
   * @param holdout training images kept back, that choices are judged by
   * @param sensitivity training images that divergences are of
   * @param calibration training images that policies are estimated on
   */
  public record Images(String dataset, int test, int holdout, int sensitivity, int calibration) {}

  /** Copies the lists. */
  public Findings {
    comparisons = List.copyOf(comparisons);
    policies = List.copyOf(policies);
  }

  /** Name of the network. */
  public String network() {
    return shared.graph().name();
  }

  /** How a caption says what percentages of a budget are of. */
  String full() {
    return shared.masterBits() + " bits";
  }

  /** How a caption says what streams past blocks have. */
  String streams() {
    return shared.masterBits() == SharedNetwork.OUTER_BITS
        ? "The stream past the blocks has 8 bits."
        : "The stream past the blocks is as wide as the widest activations, 8 bits at least.";
  }

  /** How a caption says what divergences are of. */
  String sensitivityCaption() {
    return "%s training images of %s, seed %d; policies estimated on %s"
        .formatted(
            Numbers.grouped(images.sensitivity()),
            images.dataset(),
            ways.seed(),
            Numbers.grouped(images.calibration()));
  }

  /** How a caption says what hold-out accuracies are of. */
  String holdoutCaption() {
    return "%s images of %s kept back from training, seed %d"
        .formatted(Numbers.grouped(images.holdout()), images.dataset(), ways.seed());
  }

  /** How a caption says what test accuracies are of. */
  String testCaption() {
    return "%s test images of %s, each policy measured once"
        .formatted(Numbers.grouped(images.test()), images.dataset());
  }
}
