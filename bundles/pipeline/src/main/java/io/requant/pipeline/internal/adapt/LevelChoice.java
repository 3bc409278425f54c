package io.requant.pipeline.internal.adapt;

import io.requant.api.gate.GateRequest;
import io.requant.api.gate.PolicyGate;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Chooses the policy of a level: by the operator's table if there is one, else by the gate, else by
 * the names {@code level-100} to {@code level-25}.
 */
final class LevelChoice {

  private static final String PREFIX = "level-";

  private LevelChoice() {}

  /**
   * What to run.
   *
   * @param policy the policy
   * @param sentence why, for people
   */
  record Choice(Policy policy, String sentence) {}

  /** A gate with its name. */
  record NamedGate(String name, PolicyGate gate) {}

  /**
   * Policies that may be chosen, in the order of their names.
   *
   * @param known the model's policies
   */
  static List<Policy> candidates(
      AdaptationBounds bounds, AdaptationSettings settings, Policy desired, List<Policy> known) {
    Collection<String> names =
        switch (bounds.kind()) {
          case EXACT -> List.of();
          case NAMED -> bounds.policies();
          case OPEN -> open(settings);
        };
    List<Policy> candidates = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      // A desired policy that came by message is the one that its name means.
      Stream.concat(Stream.of(desired), known.stream())
          .filter(policy -> policy.name().equals(name))
          .findFirst()
          .ifPresent(candidates::add);
    }
    return candidates;
  }

  private static Collection<String> open(AdaptationSettings settings) {
    if (!settings.levels().isEmpty()) {
      return settings.levels().values();
    }
    return settings.policies().isEmpty()
        ? Stream.of(ResourceLevel.values()).map(LevelChoice::named).toList()
        : settings.policies();
  }

  private static String named(ResourceLevel level) {
    return PREFIX + level.percent();
  }

  /** What to run at a level; empty if nothing says so. */
  static Optional<Choice> choose(
      ResourceLevel level,
      Network network,
      List<Policy> candidates,
      AdaptationSettings settings,
      Optional<NamedGate> gate) {
    if (!settings.levels().isEmpty()) {
      return at(level, settings.levels(), candidates)
          .map(policy -> new Choice(policy, "by the table 'levels'"));
    }
    if (gate.isPresent()) {
      Policy chosen = gate.get().gate().select(new GateRequest(network, candidates, level));
      if (!candidates.contains(chosen)) {
        throw new IllegalStateException("it chose " + chosen + ", which is no candidate");
      }
      return Optional.of(new Choice(chosen, "chosen by the gate '" + gate.get().name() + "'"));
    }
    Map<ResourceLevel, String> names = new TreeMap<>();
    for (ResourceLevel known : ResourceLevel.values()) {
      names.put(known, named(known));
    }
    return at(level, names, candidates).map(policy -> new Choice(policy, "by its name"));
  }

  private static Comparator<ResourceLevel> lowerFirst(ResourceLevel level) {
    return Comparator.comparing((ResourceLevel other) -> other.compareTo(level) > 0)
        .thenComparing(nearest(level));
  }

  /** The order in which levels are likely to come next: a level becomes the next one to it. */
  static Comparator<ResourceLevel> nearest(ResourceLevel level) {
    return Comparator.<ResourceLevel>comparingInt(other -> Math.abs(other.compareTo(level)))
        .thenComparing(Comparator.naturalOrder());
  }

  /** The policy of the level, else of the next lower one that has any, else of the next higher. */
  private static Optional<Policy> at(
      ResourceLevel level, Map<ResourceLevel, String> names, List<Policy> candidates) {
    return names.keySet().stream()
        .sorted(lowerFirst(level))
        .flatMap(
            other -> candidates.stream().filter(policy -> policy.name().equals(names.get(other))))
        .findFirst();
  }
}
