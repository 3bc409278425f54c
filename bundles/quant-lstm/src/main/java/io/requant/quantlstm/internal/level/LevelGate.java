package io.requant.quantlstm.internal.level;

import io.requant.api.gate.GateRequest;
import io.requant.api.gate.PolicyGate;
import io.requant.model.network.LayerWeights;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import java.util.Comparator;

/**
 * The static gate: the policy made for the level if it is a candidate; else the most accurate
 * candidate within the level's budget; else the cheapest one.
 */
public final class LevelGate implements PolicyGate {

  @Override
  public Policy select(GateRequest request) {
    String name = LevelBudgets.policy(request.level());
    long full = LevelBudgets.full(request.network().graph(), widest(request)).bops();
    double part = request.level().percent() / 100.0;
    return request.candidates().stream()
        .filter(policy -> policy.name().equals(name))
        .findFirst()
        .or(
            () ->
                request.candidates().stream()
                    .filter(policy -> policy.cost().bops() <= part * full)
                    .max(
                        Comparator.comparingDouble(LevelGate::accuracy)
                            .thenComparing(policy -> -policy.cost().bops())))
        .orElseGet(
            () ->
                request.candidates().stream()
                    .min(Comparator.comparingLong(policy -> policy.cost().bops()))
                    .orElseThrow());
  }

  /** Width of the stored integers, which is what the percentages of the levels are of. */
  private static int widest(GateRequest request) {
    return request.network().weights().values().stream()
        .mapToInt(LayerWeights::bits)
        .reduce(SharedNetwork.OUTER_BITS, Math::max);
  }

  /** A policy that was never measured is taken for as accurate as its cost, below measured ones. */
  private static double accuracy(Policy policy) {
    return policy.accuracy().map(measured -> measured.top1()).orElse(0.0);
  }
}
