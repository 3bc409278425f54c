package io.requant.model.file;

import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.Network;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.policy.Sparsity;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.Program;
import io.requant.model.quantize.CompactConstants;
import io.requant.model.quantize.CompactStep;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A sparse network with one policy, in the few numbers that a packed model file stores. Whoever
 * reads such a file gets an ordinary {@link Model}.
 *
 * @param graph topology
 * @param integers weights by layer name, ordered output channel, kernel row, kernel column, input
 *     channel; not copied
 * @param steps constants of every requantizing step, in order
 * @param sparsity pattern of the zeros
 * @param policyName name of its policy
 * @param accuracy measured accuracy of the policy, if any was
 * @param provenance free text by key, sorted
 */
public record PackedModel(
    Graph graph,
    Map<String, short[]> integers,
    List<CompactStep> steps,
    Sparsity sparsity,
    String policyName,
    Optional<MeasuredAccuracy> accuracy,
    Map<String, String> provenance) {

  /** Widest integers that are packed. */
  public static final int MAX_BITS = 8;

  /** Copies list and maps. */
  public PackedModel {
    integers = Collections.unmodifiableMap(new TreeMap<>(integers));
    steps = List.copyOf(steps);
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
  }

  /**
   * The model that the numbers stand for: what a gateway runs.
   *
   * @throws IllegalArgumentException if the numbers do not fit each other
   */
  public Model model() {
    CompactConstants constants = CompactConstants.of(graph, sparsity);
    Iterator<CompactStep> rest = steps.iterator();
    for (FusionPlan.PlannedStep step : FusionPlan.of(graph).requantizingSteps()) {
      if (!rest.hasNext()) {
        break; // the constants say what is missing
      }
      constants.add(rest.next(), integers.get(step.anchor().name()));
    }
    if (rest.hasNext()) {
      throw new IllegalArgumentException("more steps than network '" + graph.name() + "' has");
    }
    Model model = model(constants.expanded(), policyName, accuracy, provenance);
    Program.of(model.network().orElseThrow(), model.policy(policyName));
    return model;
  }

  /** The model of what was expanded. */
  static Model model(
      CompactConstants.Expanded expanded,
      String policyName,
      Optional<MeasuredAccuracy> accuracy,
      Map<String, String> provenance) {
    Network network = expanded.network();
    Policy policy =
        new Policy(
            policyName,
            network.digest(),
            expanded.entries(),
            CostModel.of(network.graph(), expanded.entries()),
            accuracy);
    return new Model(Optional.empty(), Optional.of(network), List.of(policy), provenance);
  }

  /**
   * Bits that the weights of one layer take in a packed file.
   *
   * @param layer the layer
   * @param bits width of its integers, 2..{@value #MAX_BITS}
   * @param integers ordered output channel, kernel row, kernel column, input channel
   */
  public static long weightBits(Parametric layer, int bits, short[] integers) {
    RangeEncoder encoder = new RangeEncoder();
    new WeightCoder(SymbolCoder.writing(encoder), layer, bits).code(integers.clone());
    return (long) encoder.finish().length * Byte.SIZE;
  }

  /** The same with a measured accuracy. */
  public PackedModel withAccuracy(MeasuredAccuracy measured) {
    return new PackedModel(
        graph, integers, steps, sparsity, policyName, Optional.of(measured), provenance);
  }

  /** Writes the packed file, as a whole or not at all. */
  public void write(Path path) throws IOException {
    AtomicFile.write(path, this::write);
  }

  /** Writes the packed file; the stream stays open. */
  public void write(OutputStream out) throws IOException {
    out.write(Container.seal(new TreeMap<>(Map.of(SectionType.PACKED, PackedSection.write(this)))));
  }
}
