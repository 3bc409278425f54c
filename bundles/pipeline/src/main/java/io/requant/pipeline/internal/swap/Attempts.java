package io.requant.pipeline.internal.swap;

import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.swap.SwapAttempt.Result;
import io.requant.pipeline.internal.swap.SwapCoordinator.FramePathControl;
import java.util.function.Supplier;

/** Makes attempts at an exchange, one after the other, amid the frames that go on. */
final class Attempts {

  private final Network network;
  private final EngineSwitch engines;
  private final PolicyMemory memory;
  private final Supplier<SwapSettings> settings;
  private final FramePathControl frames;
  private final GateExam.Evidence evidence;
  private final RequestQueue queue;
  private final Retirement retirement;
  private final Probation probation;

  Attempts(
      Network network,
      EngineSwitch engines,
      PolicyMemory memory,
      Supplier<SwapSettings> settings,
      FramePathControl frames,
      GateExam.Evidence evidence,
      RequestQueue queue,
      Retirement retirement,
      Probation probation) {
    this.network = network;
    this.engines = engines;
    this.memory = memory;
    this.settings = settings;
    this.frames = frames;
    this.evidence = evidence;
    this.queue = queue;
    this.retirement = retirement;
    this.probation = probation;
  }

  /** Makes one; returns how it ended. */
  Result run(BackendEntry entry, Policy policy, ShadowGates gates) throws InterruptedException {
    SwapSettings now = settings.get();
    if (memory.forNow() && gates.frames() > 0) {
      // The shadow warms too, and nobody waits for it; one inference shows that it computes.
      now = now.warming(Math.min(1, now.warmInferences()));
    }
    SwapAttempt attempt = new SwapAttempt(entry, policy, network, gates, now, evidence);
    queue.began(attempt);
    // Only now: a backend that goes from here on waits for the attempt.
    engines.fromShelf(policy, entry).ifPresent(attempt::adopt);
    try {
      return attempt.run(new Exchange());
    } finally {
      queue.ended();
    }
  }

  private final class Exchange implements SwapAttempt.Surroundings {

    @Override
    public void tap(ShadowTap tap) {
      frames.tap(tap);
    }

    @Override
    public boolean active() {
      return engines.current().isPresent();
    }

    @Override
    public long heldBytes() {
      return engines.current().map(slot -> slot.info().bytes()).orElse(0L);
    }

    @Override
    public boolean framesWait() {
      // Cameras start with the first engine: before it there is time to warm.
      return !active() && engines.swaps() > 0;
    }

    @Override
    public boolean exchange(EngineSlot slot) {
      if (probation.exchange(slot)) {
        return true;
      }
      retirement.retire(slot);
      return false;
    }
  }
}
