package io.requant.pipeline.internal;

import io.requant.api.frame.FrameSink;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.dataset.GoldenImages;
import io.requant.model.network.Digest;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.frame.CameraSet;
import io.requant.pipeline.internal.frame.DisplayPump;
import io.requant.pipeline.internal.frame.FrameLedger;
import io.requant.pipeline.internal.frame.FramePath;
import io.requant.pipeline.internal.frame.FrameRing;
import io.requant.pipeline.internal.frame.FrameStatistics;
import io.requant.pipeline.internal.frame.Listeners;
import io.requant.pipeline.internal.store.PolicyStore;
import io.requant.pipeline.internal.store.StateFiles;
import io.requant.pipeline.internal.swap.BackendEntry;
import io.requant.pipeline.internal.swap.BackendRegistry;
import io.requant.pipeline.internal.swap.EngineSlot;
import io.requant.pipeline.internal.swap.EngineSwitch;
import io.requant.pipeline.internal.swap.ResidentMemory;
import io.requant.pipeline.internal.swap.SwapCoordinator;
import io.requant.pipeline.internal.swap.SwapSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The pipeline without a framework: joins the frame path, the swaps and the displays. */
public final class VisionPipeline implements AdaptablePipeline, BackendInsight, AutoCloseable {

  private final LoadedModel model;
  private final LongSupplier clock;
  private volatile PipelineSettings settings;
  private final FrameLedger ledger = new FrameLedger();
  private final FrameStatistics statistics = new FrameStatistics();
  private final Listeners listeners = new Listeners();
  private final FrameRing ring;
  private final BackendRegistry registry;
  private final EngineSwitch engines;
  private final PolicyStore store;
  private final FramePath frames;
  private final SwapCoordinator coordinator;
  private final DisplayPump displays;
  private final CameraSet cameras;
  private final List<Runnable> changeListeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<Supplier<AdaptationStatus>> adaptation = new AtomicReference<>();

  /**
   * Makes and starts a pipeline; frames and backends may come from now on.
   *
   * @param clock {@link System#nanoTime()}, or a test's
   * @throws IOException if the state directory cannot be made
   */
  public VisionPipeline(LoadedModel model, PipelineSettings settings, LongSupplier clock)
      throws IOException {
    this(model, settings, clock, ResidentMemory.ofProcess());
  }

  VisionPipeline(
      LoadedModel model, PipelineSettings settings, LongSupplier clock, ResidentMemory memory)
      throws IOException {
    this.model = model;
    this.clock = clock;
    this.settings = settings;
    ring = new FrameRing(settings.ringCapacity());
    engines = new EngineSwitch(this::engineThere);
    store =
        new PolicyStore(
            settings.stateDirectory(),
            StateFiles.ofMachine(),
            model.network(),
            model.initial(settings.initialPolicy()),
            settings.maxAttempts());
    registry =
        new BackendRegistry(
            settings.preferredBackend(), store.preferred(settings.preferredBackend()));
    displays = new DisplayPump(this::status, () -> this.settings.displayLimit(), clock);
    frames =
        new FramePath(
            model.network(),
            ring,
            ledger,
            engines,
            statistics,
            this::swapSettings,
            result -> {
              listeners.completed(result);
              displays.completed(result);
            },
            clock);
    coordinator =
        new SwapCoordinator(
            model, memory, registry, engines, store, this::swapSettings, frames, clock);
    cameras = new CameraSet(frames);
    frames.start(coordinator.events());
    displays.start();
    coordinator.start();
  }

  private SwapSettings swapSettings() {
    return settings.swaps();
  }

  /**
   * Takes up other settings while frames flow. What begins from now on keeps to them; the model,
   * the state directory, the initial policy and the number of attempts are those of the start.
   */
  void change(PipelineSettings next) {
    PipelineSettings before = settings;
    settings = next;
    if (next.ringCapacity() != before.ringCapacity()) {
      frames.resize(next.ringCapacity());
    }
    if (!next.preferredBackend().equals(before.preferredBackend())) {
      coordinator.preferConfigured(next.preferredBackend());
    }
  }

  private void engineThere(boolean there) {
    ring.open(there);
    if (there) {
      cameras.open();
      changed();
    } else {
      coordinator.engineGone();
    }
  }

  @Override
  public Network network() {
    return model.network();
  }

  @Override
  public List<Policy> policies() {
    return model.policies();
  }

  @Override
  public Optional<Digest> goldenImages() {
    return model.golden().map(GoldenImages::digest);
  }

  @Override
  public Policy desiredPolicy() {
    return store.desired();
  }

  @Override
  public AdaptationBounds adaptationBounds() {
    return store.bounds();
  }

  @Override
  public Optional<Policy> adaptedPolicy() {
    return store
        .adapted()
        .filter(
            policy -> engines.current().filter(slot -> slot.policy().equals(policy)).isPresent());
  }

  @Override
  public Ledger ledger() {
    return ledger.snapshot();
  }

  @Override
  public PipelineStatus status() {
    FrameStatistics.Figures figures = statistics.figures(clock.getAsLong());
    return new PipelineStatus(
        engines.current().map(EngineSlot::info),
        store.desired().name(),
        registry.ranked().stream().map(BackendEntry::id).toList(),
        ledger.snapshot(),
        figures.framesPerSecond(),
        figures.p50Micros(),
        figures.p99Micros(),
        figures.worstGapMicros(),
        engines.swaps(),
        Optional.ofNullable(adaptation.get()).map(Supplier::get));
  }

  @Override
  public List<Line> backends() {
    Optional<EngineSlot> active = engines.current();
    Policy desired = store.desired();
    return registry.ranked().stream()
        .map(
            entry ->
                new Line(
                    entry.id(),
                    entry.serviceId(),
                    entry.ranking(),
                    active.filter(slot -> slot.backend() == entry).isPresent(),
                    entry.id().equals(registry.preferred()),
                    entry
                        .asideFor(desired, clock.getAsLong())
                        .map(BackendEntry.SetAside::reason)
                        .orElse("")))
        .toList();
  }

  @Override
  public CompletableFuture<Activation> activate(
      Policy policy, ShadowGates gates, AdaptationBounds bounds) {
    return told(coordinator.activate(policy, gates, bounds));
  }

  @Override
  public CompletableFuture<Activation> adapt(Policy policy, ShadowGates gates) {
    return coordinator.adapt(policy, gates);
  }

  @Override
  public void expect(List<Policy> policies) {
    coordinator.expect(policies);
  }

  @Override
  public CompletableFuture<Activation> prefer(String backendId) {
    return told(coordinator.prefer(backendId));
  }

  /** However it ends, an adaptation may have given way to it. */
  private CompletableFuture<Activation> told(CompletableFuture<Activation> change) {
    return change.whenComplete((answer, problem) -> changed());
  }

  private void changed() {
    changeListeners.forEach(Runnable::run);
  }

  @Override
  public Subscription onChange(Runnable changed) {
    changeListeners.add(changed);
    return () -> changeListeners.remove(changed);
  }

  @Override
  public Subscription describedBy(Supplier<AdaptationStatus> supplier) {
    adaptation.set(supplier);
    return () -> adaptation.compareAndSet(supplier, null);
  }

  @Override
  public Subscription subscribe(ResultListener listener) {
    return listeners.add(listener);
  }

  /** Where backends come and go. */
  SwapCoordinator coordinator() {
    return coordinator;
  }

  /** Where displays come and go. */
  DisplayPump displays() {
    return displays;
  }

  /** Where cameras come and go. */
  CameraSet cameras() {
    return cameras;
  }

  /** Takes frames. */
  FrameSink frames() {
    return frames;
  }

  /** Looks at the clock: calls that hang, back-offs that end. Called some times a second. */
  void tick() {
    frames.tick();
    displays.tick();
    coordinator.tick();
  }

  /** Stops cameras, sheds what waits, ends every thread and engine. */
  @Override
  public void close() {
    cameras.close();
    frames.close();
    coordinator.close();
    displays.close();
  }
}
