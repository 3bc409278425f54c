package io.requant.quantlstm.internal.measure;

import io.requant.api.backend.Backend;
import io.requant.api.backend.EngineInfo;
import io.requant.api.gate.GateRequest;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.quantlstm.internal.level.LevelGate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Measures the policies of the levels on this device, against the widest one. */
public final class DeviceRun {

  /** Shares of one processor that a limited run gets, in per cent. */
  public static final List<Integer> LIMITS = List.of(18, 25, 38, 50, 54, 75, 77, 82, 95, 100);

  /** Part of one processor that the fixed policy needs for the frames of the shares. */
  private static final double BUSY = 0.5;

  private static final double FOR_TIMES = 0.15;
  private static final double FOR_SHARES = 0.35;
  private static final double FOR_LIMITS = 0.5;
  private static final int IMAGES = 64;

  private final Backend backend;
  private final Network network;
  private final List<Policy> candidates;
  private final LabelledImages images;
  private final DeviceClock clock;

  /**
   * Prepares.
   *
   * @param candidates policies that the gate of the levels may choose; the first is the fixed one
   * @param images what is shown; at least one
   */
  public DeviceRun(
      Backend backend,
      Network network,
      List<Policy> candidates,
      LabelledImages images,
      DeviceClock clock) {
    this.backend = backend;
    this.network = network;
    this.candidates = List.copyOf(candidates);
    this.images = images.first(IMAGES);
    this.clock = clock;
  }

  /**
   * Measures.
   *
   * @param seconds how long it may take, about
   * @param progress hears what is done
   */
  public DeviceFigures measure(int seconds, Consumer<String> progress) throws InterruptedException {
    Map<String, Object> machine = Machine.describe();
    List<Policy> policies = new ArrayList<>(List.of(candidates.get(0)));
    Map<ResourceLevel, Integer> byLevel = byLevel(policies);
    try (EngineRack rack = new EngineRack(backend, network, policies, images)) {
      int engines = policies.size();
      List<EngineInfo> infos = new ArrayList<>();
      for (int e = 0; e < engines; e++) {
        infos.add(rack.info(e));
      }
      InterleavedTimes times =
          InterleavedTimes.measure(engines, rack::infer, clock, FOR_TIMES * seconds);
      double micros = times.of(0).median();
      progress.accept(
          String.format(Locale.ROOT, "%.0f us an image under %s", micros, policies.get(0).name()));
      CpuShares shares =
          CpuShares.measure(
              engines,
              rack::infer,
              clock,
              BUSY * 1e6 / micros,
              FOR_SHARES * seconds / (engines + 1));
      progress.accept("shares of the processor measured");
      List<LimitedTimes> limits = new ArrayList<>();
      for (int limit : LIMITS) {
        int adapted = byLevel.get(ResourceLevel.ofShare(limit / 100.0));
        double time = FOR_LIMITS * seconds / LIMITS.size();
        limits.add(LimitedTimes.measure(0, adapted, rack::infer, clock, limit / 100.0, time));
      }
      progress.accept("times under limits measured");
      return new DeviceFigures(machine, policies, infos, byLevel, times, shares, limits);
    }
  }

  /** The policy that a gateway would run at each level; adds those that are new to the list. */
  private Map<ResourceLevel, Integer> byLevel(List<Policy> policies) {
    Map<ResourceLevel, Integer> byLevel = new EnumMap<>(ResourceLevel.class);
    for (ResourceLevel level : ResourceLevel.values()) {
      Policy policy = new LevelGate().select(new GateRequest(network, candidates, level));
      if (!policies.contains(policy)) {
        policies.add(policy);
      }
      byLevel.put(level, policies.indexOf(policy));
    }
    return byLevel;
  }
}
