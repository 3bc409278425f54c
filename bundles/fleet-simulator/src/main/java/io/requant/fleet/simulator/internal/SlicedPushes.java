package io.requant.fleet.simulator.internal;

import io.requant.api.fleet.FleetController;
import io.requant.api.fleet.GatewayPhase;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Slice;
import io.requant.model.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Temporary. */
final class SlicedPushes implements Staged {
  private final FleetController controller;
  private final String ring;
  private PushReceipt last;
  private String wanted = "";
  private int to = 10_000;
  private String salt = "all";
  private int rollouts;

  SlicedPushes(FleetController controller, String ring) {
    this.controller = controller;
    this.ring = ring;
  }

  @Override
  public int heard() {
    return controller.reports().size();
  }

  @Override
  public Result roll(
      Policy policy, Policy fallback, PushOptions options, List<Integer> waves, IntConsumer began)
      throws InterruptedException {
    long start = System.nanoTime();
    List<Double> times = new ArrayList<>();
    salt = "s" + ++rollouts;
    for (int wave = 1; wave <= waves.size(); wave++) {
      to = waves.get(wave - 1);
      wanted = policy.digest().hex();
      last = controller.push(ring, policy, options, salt, to);
      times.add((System.nanoTime() - start) / 1e9);
      began.accept(wave);
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (true) {
        TimeUnit.MILLISECONDS.sleep(200);
        List<Belief> beliefs = beliefs();
        long converged = count(beliefs, Belief.Kind.CONVERGED);
        long failed = count(beliefs, Belief.Kind.FAILED);
        long pending = count(beliefs, Belief.Kind.PENDING) + count(beliefs, Belief.Kind.UNKNOWN);
        long asked = converged + failed + pending;
        if (failed > 0.1 * asked) {
          to = 10_000;
          salt = "all";
          wanted = fallback.digest().hex();
          last = controller.push(ring, fallback, options, salt, to);
          return new Result(End.ROLLED_BACK, wave, failed + " of " + asked + " failed", times);
        }
        if (converged >= 0.9 * asked) {
          break;
        }
        if (System.nanoTime() > deadline) {
          return new Result(End.STUCK, wave, converged + " of " + asked, times);
        }
      }
    }
    return new Result(End.COMPLETED, waves.size(), "", times);
  }

  private static long count(List<Belief> beliefs, Belief.Kind kind) {
    return beliefs.stream().filter(b -> b.kind() == kind).count();
  }

  @Override
  public List<Belief> beliefs() {
    return controller.reports().stream().map(this::belief).toList();
  }

  private Belief belief(GatewayReport r) {
    if (last == null || Slice.bucket(salt, r.gateway()) >= to) {
      return new Belief(r.gateway(), Belief.Kind.OUTSIDE, "");
    }
    boolean current =
        new Position(r.epoch(), r.seq()).compareTo(new Position(last.epoch(), last.seq())) >= 0;
    if (!r.online()) {
      return new Belief(r.gateway(), Belief.Kind.UNKNOWN, "away");
    }
    if (!current || !r.phase().settled()) {
      if (r.receivedAt().isBefore(java.time.Instant.now().minusSeconds(15))) {
        return new Belief(r.gateway(), Belief.Kind.UNKNOWN, "silent since " + r.receivedAt());
      }
      return new Belief(r.gateway(), Belief.Kind.PENDING, r.phase() + ": " + r.message());
    }
    return r.phase() == GatewayPhase.ACTIVE && r.activeDigest().equals(wanted)
        ? new Belief(r.gateway(), Belief.Kind.CONVERGED, "")
        : new Belief(r.gateway(), Belief.Kind.FAILED, r.code().orElse(r.message()));
  }
}
