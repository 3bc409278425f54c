package io.requant.demo.internal;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.policy.Policy;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which policy the demo's gateway runs at which level, for any model: the one that is named after
 * the level, else the most precise of the others that costs no more than the level's share of the
 * dearest one's bit operations, else the cheapest.
 */
final class LevelTable {

  private static final String PREFIX = "level-";

  private final Map<ResourceLevel, Policy> policies = new EnumMap<>(ResourceLevel.class);

  /**
   * Makes a table.
   *
   * @param known policies of the model, at least one
   */
  LevelTable(List<Policy> known) {
    List<Policy> dearestFirst =
        known.stream()
            .filter(policy -> !policy.name().startsWith(PREFIX))
            .sorted(Comparator.comparingLong(LevelTable::cost).reversed())
            .toList();
    for (ResourceLevel level : ResourceLevel.values()) {
      policies.put(level, choose(level, known, dearestFirst.isEmpty() ? known : dearestFirst));
    }
  }

  private static Policy choose(ResourceLevel level, List<Policy> known, List<Policy> others) {
    long most = others.stream().mapToLong(LevelTable::cost).max().orElseThrow();
    return known.stream()
        .filter(policy -> policy.name().equals(PREFIX + level.percent()))
        .findFirst()
        .or(
            () ->
                others.stream()
                    .filter(policy -> cost(policy) <= most / 100.0 * level.percent())
                    .findFirst())
        .orElseGet(
            () -> others.stream().min(Comparator.comparingLong(LevelTable::cost)).orElseThrow());
  }

  private static long cost(Policy policy) {
    return policy.cost().bops();
  }

  /** The policy of the richest level. */
  Policy richest() {
    return policies.get(ResourceLevel.RICH_100);
  }

  /** Name of the policy of a level. */
  String at(int percent) {
    return policies.entrySet().stream()
        .filter(entry -> entry.getKey().percent() == percent)
        .map(entry -> entry.getValue().name())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no level of " + percent + " %"));
  }

  /** Names of the policies, each once, from the richest level down. */
  List<String> names() {
    return policies.entrySet().stream()
        .sorted(Map.Entry.<ResourceLevel, Policy>comparingByKey().reversed())
        .map(entry -> entry.getValue().name())
        .distinct()
        .toList();
  }

  /** As the adaptation's configuration has it: {@code 25:w4a4,50:w6a6,…}. */
  String configured() {
    return policies.entrySet().stream()
        .map(entry -> entry.getKey().percent() + ":" + entry.getValue().name())
        .collect(Collectors.joining(","));
  }
}
