package io.requant.pipeline.internal.swap;

import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.swap.SwapAttempt.Result;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Prepares engines of policies that may be wanted next, while nothing else is to be done: when a
 * device runs short, to prepare one is what it can least afford.
 *
 * <p>One engine at a time on the swap thread, on the active backend, only while the active engine
 * has proved itself; whatever else comes cancels it. No live frame has been seen by such an engine:
 * the shadow before it takes over still decides.
 */
final class Foresight {

  private static final System.Logger LOG = System.getLogger(Foresight.class.getName());
  private static final ShadowGates NO_SHADOW =
      new ShadowGates(0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final Network network;
  private final EngineSwitch engines;
  private final PolicyMemory memory;
  private final Supplier<SwapSettings> settings;
  private final RequestQueue queue;
  private final Retirement retirement;
  private final Predicate<EngineSlot> mayReturn;
  private final LongSupplier clock;
  private volatile List<Policy> expected = List.of();

  /**
   * Makes it without anything to expect.
   *
   * @param mayReturn whether an engine may be wanted again
   */
  Foresight(
      Network network,
      EngineSwitch engines,
      PolicyMemory memory,
      Supplier<SwapSettings> settings,
      RequestQueue queue,
      Retirement retirement,
      Predicate<EngineSlot> mayReturn,
      LongSupplier clock) {
    this.network = network;
    this.engines = engines;
    this.memory = memory;
    this.settings = settings;
    this.queue = queue;
    this.retirement = retirement;
    this.mayReturn = mayReturn;
    this.clock = clock;
  }

  /** Policies that may be wanted, the likeliest first, instead of those of before. */
  void expect(List<Policy> policies) {
    expected = List.copyOf(policies);
    look();
  }

  /** Asks for a look whether an engine is missing. */
  void look() {
    if (!expected.isEmpty()) {
      queue.submitAhead(this::prepareNext);
    }
  }

  private void prepareNext() throws InterruptedException {
    Optional<EngineSlot> active = engines.current().filter(slot -> slot.backend().bound());
    // Until the way back has ended the active engine may still turn out to be a bad one.
    if (active.isEmpty() || engines.previous().isPresent() || !memory.adapts()) {
      return;
    }
    BackendEntry entry = active.get().backend();
    List<Policy> wanted =
        expected.stream()
            .filter(policy -> !policy.equals(active.get().policy()) && memory.allows(policy))
            .filter(policy -> entry.asideFor(policy, clock.getAsLong()).isEmpty())
            .limit(settings.get().readyEngines())
            .toList();
    Optional<Policy> missing =
        wanted.stream().filter(policy -> !engines.ready(policy, entry)).findFirst();
    if (missing.isPresent()) {
      prepare(entry, missing.get(), wanted);
    }
  }

  private void prepare(BackendEntry entry, Policy policy, List<Policy> wanted)
      throws InterruptedException {
    SwapAttempt attempt =
        new SwapAttempt(entry, policy, network, NO_SHADOW, settings.get(), GateExam.Evidence.NONE);
    queue.began(attempt);
    Result result;
    try {
      result = attempt.run(new Shelf(wanted));
    } finally {
      queue.ended();
    }
    LOG.log(Level.DEBUG, "{0} ahead: {1}", attempt, result.message());
    switch (result.ending()) {
      case UNSUPPORTED, MISMATCH -> entry.refuse(policy, result.message());
      case FAILED, GATE_FAILED, MEMORY_EXCEEDED, GOLDEN_FAILED ->
          entry.setAside(policy, result.message(), clock.getAsLong());
      case EXCHANGED, CANCELLED, GONE -> {}
    }
    look();
  }

  /** Where such an engine goes instead of the frame path. */
  private final class Shelf implements SwapAttempt.Surroundings {

    private final List<Policy> wanted;

    Shelf(List<Policy> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void tap(ShadowTap tap) {
      throw new IllegalStateException("nothing is shadowed ahead");
    }

    @Override
    public boolean active() {
      return false;
    }

    @Override
    public long heldBytes() {
      return 0;
    }

    @Override
    public boolean framesWait() {
      return false;
    }

    @Override
    public boolean exchange(EngineSlot slot) {
      Predicate<EngineSlot> keep = mayReturn.and(other -> wanted.contains(other.policy()));
      List<EngineSlot> out = engines.store(slot, settings.get().readyEngines(), keep);
      out.forEach(retirement::retire);
      return !out.contains(slot);
    }
  }
}
