package io.requant.model.file;

import io.requant.model.dataset.GoldenImages;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a model file holds: a network as floats, as integers or both, the policies that it can run
 * under, and where it comes from.
 *
 * @param floats real weights: what quantization starts from
 * @param shared weights trained for several precisions: what policies are estimated from
 * @param network integer weights: what gateways run
 * @param policies policies made for {@code network}; names are unique
 * @param gate a gate that chooses widths, in the form of the bundle that made it; copied
 * @param golden images that a gateway judges new engines by
 * @param provenance free text by key, sorted: training data, seed, commit, licence
 */
public record Model(
    Optional<FloatNetwork> floats,
    Optional<SharedNetwork> shared,
    Optional<Network> network,
    List<Policy> policies,
    Optional<byte[]> gate,
    Optional<GoldenImages> golden,
    Map<String, String> provenance) {

  /** Most policies of a model. */
  public static final int MAX_POLICIES = 1024;

  /** Most provenance entries. */
  public static final int MAX_PROVENANCE = 1024;

  /** Most bytes of a gate. */
  public static final int MAX_GATE = 1 << 18;

  private static final int MAX_KEY = 200;
  private static final int MAX_VALUE = 1 << 16;

  public Model {
    policies = List.copyOf(policies);
    gate = gate.map(byte[]::clone);
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    checkNetworks(floats, network);
    checkPolicies(network, policies);
    checkGate(gate);
    checkProvenance(provenance);
    Graph graph = network.map(Network::graph).or(() -> floats.map(FloatNetwork::graph)).get();
    golden.ifPresent(images -> checkGolden(images, graph));
    shared.ifPresent(trained -> checkShared(trained, network));
  }

  /** A model without golden images. */
  public Model(
      Optional<FloatNetwork> floats,
      Optional<SharedNetwork> shared,
      Optional<Network> network,
      List<Policy> policies,
      Optional<byte[]> gate,
      Map<String, String> provenance) {
    this(floats, shared, network, policies, gate, Optional.empty(), provenance);
  }

  /** A model without a gate and golden images. */
  public Model(
      Optional<FloatNetwork> floats,
      Optional<SharedNetwork> shared,
      Optional<Network> network,
      List<Policy> policies,
      Map<String, String> provenance) {
    this(floats, shared, network, policies, Optional.empty(), provenance);
  }

  /** A model without weights trained for several precisions. */
  public Model(
      Optional<FloatNetwork> floats,
      Optional<Network> network,
      List<Policy> policies,
      Map<String, String> provenance) {
    this(floats, Optional.empty(), network, policies, provenance);
  }

  /** The part that a gateway needs: integer weights, policies, golden images and provenance. */
  public Model forGateways() {
    return new Model(
        Optional.empty(),
        Optional.empty(),
        network,
        policies,
        Optional.empty(),
        golden,
        provenance);
  }

  @Override
  public Optional<byte[]> gate() {
    return gate.map(byte[]::clone);
  }

  private static void checkGate(Optional<byte[]> gate) {
    if (gate.isPresent() && (gate.get().length == 0 || gate.get().length > MAX_GATE)) {
      throw new IllegalArgumentException(
          "a gate of %d bytes; 1..%d are possible".formatted(gate.get().length, MAX_GATE));
    }
  }

  private static void checkGolden(GoldenImages golden, Graph graph) {
    if (!golden.shape().equals(graph.inputShape())) {
      throw new IllegalArgumentException(
          "golden images of shape %s for a network that takes %s"
              .formatted(golden.shape(), graph.inputShape()));
    }
    golden.checkLabels(graph.outputShape().size());
  }

  private static void checkNetworks(Optional<FloatNetwork> floats, Optional<Network> network) {
    if (floats.isEmpty() && network.isEmpty()) {
      throw new IllegalArgumentException("a model needs real weights, integer weights or both");
    }
    if (floats.isPresent()
        && network.isPresent()
        && !floats.get().graph().equals(network.get().graph())) {
      throw new IllegalArgumentException(
          "real and integer weights are for different networks: "
              + floats.get().graph()
              + " and "
              + network.get().graph());
    }
  }

  private static void checkShared(SharedNetwork shared, Optional<Network> network) {
    network
        .filter(stored -> stored.graph().equals(shared.graph()))
        .ifPresent(stored -> checkBits(shared, stored));
    if (!shared.network().digest().equals(network.map(Network::digest).orElse(null))) {
      throw new IllegalArgumentException(
          "the integer weights are not those of the weights trained for several precisions");
    }
  }

  private static void checkBits(SharedNetwork shared, Network stored) {
    stored
        .weights()
        .forEach(
            (layer, weights) -> {
              int needed = shared.network().weights().get(layer).bits();
              if (weights.bits() != needed) {
                throw new IllegalArgumentException(
                    "layer '%s' is stored with %d bits; weights trained for %s bits need %d"
                        .formatted(layer, weights.bits(), shared.widths(), needed));
              }
            });
  }

  private static void checkPolicies(Optional<Network> network, List<Policy> policies) {
    if (policies.size() > MAX_POLICIES) {
      throw new IllegalArgumentException(
          policies.size() + " policies; at most " + MAX_POLICIES + " are possible");
    }
    Set<String> names = new HashSet<>();
    for (Policy policy : policies) {
      if (network.isEmpty() || !policy.network().equals(network.get().digest())) {
        throw new IllegalArgumentException(
            "policy '%s' was made for network %s; this model has %s"
                .formatted(
                    policy.name(),
                    policy.network().brief(),
                    network.map(n -> n.digest().brief()).orElse("no integer weights")));
      }
      if (!names.add(policy.name())) {
        throw new IllegalArgumentException("two policies are named '" + policy.name() + "'");
      }
    }
  }

  private static void checkProvenance(Map<String, String> provenance) {
    if (provenance.size() > MAX_PROVENANCE) {
      throw new IllegalArgumentException(
          provenance.size() + " provenance entries; at most " + MAX_PROVENANCE + " are possible");
    }
    provenance.forEach(
        (key, value) -> {
          if (key.isEmpty()
              || key.length() > MAX_KEY
              || value.length() > MAX_VALUE
              || !StandardCharsets.UTF_8.newEncoder().canEncode(key + value)) {
            throw new IllegalArgumentException(
                "provenance '%s': a key of 1..%d characters and a value of at most %d are needed"
                    .formatted(key, MAX_KEY, MAX_VALUE));
          }
        });
  }

  /** Topology of the network. */
  public Graph graph() {
    return network.map(Network::graph).or(() -> floats.map(FloatNetwork::graph)).orElseThrow();
  }

  /**
   * The policy of a name.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public Policy policy(String name) {
    for (Policy policy : policies) {
      if (policy.name().equals(name)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "network '%s' has no policy '%s'; it has %s"
            .formatted(
                graph().name(),
                name,
                policies.isEmpty()
                    ? "none"
                    : String.join(", ", policies.stream().map(Policy::name).toList())));
  }

  /** The same model with a policy more, in place of the one of its name if there is one. */
  public Model withPolicy(Policy policy) {
    List<Policy> all = new ArrayList<>(policies);
    int at = policies.stream().map(Policy::name).toList().indexOf(policy.name());
    if (at < 0) {
      all.add(policy);
    } else {
      all.set(at, policy);
    }
    return new Model(floats, shared, network, all, gate, golden, provenance);
  }

  /** The same model with these golden images, or with none. */
  public Model withGolden(Optional<GoldenImages> images) {
    return new Model(floats, shared, network, policies, gate, images, provenance);
  }
}
