package io.requant.pipeline.internal.swap;

import io.requant.api.backend.Backend;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.LoadedModel;
import io.requant.pipeline.internal.store.PolicyStore;
import io.requant.pipeline.internal.swap.SwapAttempt.Ending;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps the desired policy running on the best backend, and changes either without losing a frame.
 *
 * <p>One thread makes one change after the other; what it waits for runs elsewhere, so a provider
 * cannot stop it. What becomes of an engine after its exchange: {@link Probation}.
 */
public final class SwapCoordinator implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SwapCoordinator.class.getName());

  private final BackendRegistry registry;
  private final EngineSwitch engines;
  private final PolicyMemory memory;
  private final Supplier<SwapSettings> settings;
  private final RequestQueue queue = new RequestQueue();
  private final Retirement retirement;
  private final Activator activator;
  private final Probation probation;
  private final Foresight foresight;
  private final Thread thread;

  /** What the coordinator needs of the frame path. */
  public interface FramePathControl {
    /** Starts giving copies of live inputs to a tap; null ends it. */
    void tap(ShadowTap tap);

    /** Takes the frame away from a call that hangs inside a slot, and goes on without it. */
    void leaveBehind(EngineSlot slot);
  }

  /**
   * Makes a coordinator that does nothing until {@link #start()}.
   *
   * @param settings asked whenever something begins, so that they can change
   */
  public SwapCoordinator(
      LoadedModel model,
      ResidentMemory resident,
      BackendRegistry registry,
      EngineSwitch engines,
      PolicyStore store,
      Supplier<SwapSettings> settings,
      FramePathControl frames,
      LongSupplier clock) {
    this.registry = registry;
    this.engines = engines;
    this.memory = new PolicyMemory(store);
    this.settings = settings;
    retirement =
        new Retirement(() -> settings.get().drain(), frames::leaveBehind, engines::retired);
    probation =
        new Probation(
            registry,
            engines,
            memory,
            settings,
            queue,
            retirement,
            this::look,
            this::lookAhead,
            clock);
    Attempts attempts =
        new Attempts(
            model.network(),
            engines,
            memory,
            settings,
            frames,
            new GateExam.Evidence(model.golden(), resident),
            queue,
            retirement,
            probation);
    activator = new Activator(model.network(), registry, engines, memory, attempts::run, clock);
    foresight =
        new Foresight(
            model.network(),
            engines,
            memory,
            settings,
            queue,
            retirement,
            probation::mayReturn,
            clock);
    thread = new Thread(this::work, "requant-swap");
    thread.setDaemon(true);
  }

  /** Starts choosing. */
  public void start() {
    thread.start();
    look();
  }

  private void work() {
    try {
      Optional<RequestQueue.Task> task = queue.next();
      while (task.isPresent()) {
        try {
          task.get().run();
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "a swap failed unexpectedly; what was active remains so", e);
        }
        task = queue.next();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.WARNING, "the swap thread was interrupted and ends");
    }
  }

  /** A backend came. */
  public void bind(Backend backend, Map<String, ?> properties) {
    registry.bind(backend, properties);
    look();
  }

  /** A backend's properties changed. */
  public void changed(Backend backend, Map<String, ?> properties) {
    registry.changed(backend, properties);
    look();
  }

  /**
   * A backend goes: when this returns nothing calls what it prepared, unless a call hangs longer
   * than the drain's deadline, or its engines outlive it: then the active one goes on for a while,
   * so that an update in place leaves no gap.
   */
  public void unbind(Backend backend) {
    registry.unbind(backend).ifPresent(this::release);
  }

  private void release(BackendEntry entry) {
    probation.bridged();
    List<EngineSlot> removed =
        engines.detach(entry, entry.enginesOutlive() && !settings.get().bridge().isZero());
    List<SwapAttempt> attempts = queue.attemptsOn(entry);
    attempts.forEach(attempt -> attempt.cancel(Ending.GONE));
    // The replacement is prepared while the old engine drains.
    look();
    removed.forEach(retirement::retire);
    try {
      long deadline = System.nanoTime() + settings.get().drain().toNanos();
      for (SwapAttempt attempt : attempts) {
        if (!attempt.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
          LOG.log(Level.ERROR, "backend {0} did not let go of {1}", entry.id(), attempt);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** See {@link io.requant.api.pipeline.Pipeline#activate}. */
  public CompletableFuture<Activation> activate(
      Policy policy, ShadowGates gates, AdaptationBounds bounds) {
    SwapRequest request =
        new SwapRequest(
            r -> {
              Activation activation = said(activator.activate(r, policy, gates, bounds));
              probation.sweepShelf();
              return activation;
            });
    queue.submitPolicy(request);
    return request.answer();
  }

  /** See {@link io.requant.api.pipeline.Pipeline#adapt}. */
  public CompletableFuture<Activation> adapt(Policy policy, ShadowGates gates) {
    SwapRequest request = new SwapRequest(r -> said(activator.adapt(r, policy, gates)));
    queue.submitAdaptation(request);
    return request.answer();
  }

  /** See {@link io.requant.pipeline.internal.AdaptablePipeline#expect}. */
  public void expect(List<Policy> policies) {
    foresight.expect(policies);
  }

  private void lookAhead() {
    foresight.look();
  }

  /** See {@link io.requant.api.pipeline.Pipeline#prefer}. */
  public CompletableFuture<Activation> prefer(String backendId) {
    SwapRequest request = new SwapRequest(r -> said(activator.prefer(r, backendId)));
    queue.submitPreference(request);
    return request.answer();
  }

  /** The configuration names the backend that comes first, there or not, from now on. */
  public void preferConfigured(String backendId) {
    registry.configure(backendId);
    look();
  }

  private void look() {
    queue.submitLook(
        () -> {
          SwapRequest own = new SwapRequest(r -> said(activator.settle(r)));
          own.run();
          if (own.answer().join().outcome() == Outcome.SUPERSEDED) {
            look();
          }
        });
  }

  private static Activation said(Activation activation) {
    if (activation.outcome() != Outcome.UNCHANGED) {
      LOG.log(activation.succeeded() ? Level.INFO : Level.WARNING, activation.message());
    }
    return activation;
  }

  /** Told by the frame path what the engines do. */
  public EngineEvents events() {
    return probation;
  }

  /** There is no active engine any more: a shadow has nothing to be compared with. */
  public void engineGone() {
    queue.attempt().ifPresent(SwapAttempt::endShadow);
  }

  /**
   * Looks at the clock: ends back-offs, bridges and the time for a way back. Called now and then.
   */
  public void tick() {
    probation.tick();
  }

  /** Whether nothing is being changed or waits to be. */
  public boolean idle() {
    return queue.idle();
  }

  /** Ends the thread and every engine. The frame path has ended before. */
  @Override
  public void close() {
    queue.close();
    try {
      thread.join(settings.get().drain().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    probation.endAll();
    engines.current().filter(engines::remove).ifPresent(retirement::retire);
    memory.survived();
  }
}
