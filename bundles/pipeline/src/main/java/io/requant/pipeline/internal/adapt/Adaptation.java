package io.requant.pipeline.internal.adapt;

import io.requant.api.gate.PolicyGate;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.ResourceLevel;
import io.requant.api.resource.ResourceMonitor;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.AdaptablePipeline;
import io.requant.pipeline.internal.adapt.LevelChoice.Choice;
import io.requant.pipeline.internal.adapt.LevelChoice.NamedGate;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Keeps the policy that suits what the device has left running, within the bounds of the desired
 * one.
 *
 * <p>All thinking is done on one executor, one look after the other; whoever has news only asks for
 * a look. While a change is under way there is none: afterwards the newest level counts. A change
 * that failed is not tried again until the situation is another.
 */
final class Adaptation implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Adaptation.class.getName());

  private final AdaptablePipeline pipeline;
  private final Executor executor;
  private final Pipeline.Subscription changes;
  private final Pipeline.Subscription description;
  private volatile AdaptationSettings settings;
  private volatile Optional<ResourceMonitor> monitor = Optional.empty();
  private volatile Optional<NamedGate> gate = Optional.empty();
  private volatile String sentence = "nothing was looked at yet";
  private volatile Optional<Activation> last = Optional.empty();
  private final AtomicLong count = new AtomicLong();
  private volatile boolean closed;

  private boolean underWay;
  private Optional<Situation> foreseen = Optional.empty();
  private Optional<Situation> failed = Optional.empty();

  /** All that a decision depends on. */
  private record Situation(
      boolean watched,
      ResourceLevel level,
      Digest desired,
      AdaptationBounds bounds,
      List<String> backends,
      Optional<String> gate,
      AdaptationSettings settings) {

    private Situation at(ResourceLevel other) {
      return new Situation(watched, other, desired, bounds, backends, gate, settings);
    }
  }

  /**
   * Begins to adapt.
   *
   * @param executor runs one thing after the other
   */
  Adaptation(AdaptablePipeline pipeline, AdaptationSettings settings, Executor executor) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.executor = executor;
    description = pipeline.describedBy(this::status);
    changes = pipeline.onChange(this::askForLook);
    askForLook();
  }

  /** Takes up other settings. */
  void change(AdaptationSettings next) {
    settings = next;
    askForLook();
  }

  /** A monitor came, or none is left. */
  void watch(Optional<ResourceMonitor> now) {
    monitor = now;
    askForLook();
  }

  /** A gate came, or none is left. */
  void ask(String name, Optional<PolicyGate> now) {
    gate = now.map(service -> new NamedGate(name, service));
    askForLook();
  }

  /** Something is new: think about it soon. */
  void askForLook() {
    later(this::look);
  }

  private void later(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the adaptation has ended: {0}", e.getMessage());
    }
  }

  private void look() {
    if (closed || underWay) {
      return;
    }
    var status = pipeline.status();
    if (status.engine().isEmpty()) {
      sentence = "no engine runs yet";
      return;
    }
    Policy desired = pipeline.desiredPolicy();
    Situation now =
        new Situation(
            monitor.isPresent(),
            monitor.map(m -> m.decision().level()).orElse(ResourceLevel.RICH_100),
            desired.digest(),
            pipeline.adaptationBounds(),
            status.backends(),
            gate.map(NamedGate::name),
            settings);
    if (failed.filter(now::equals).isPresent()) {
      return;
    }
    failed = Optional.empty();
    Choice choice = choose(now, desired);
    sentence = choice.sentence();
    if (!status.engine().get().policyDigest().equals(choice.policy().digest())
        && (pipeline.adaptedPolicy().isPresent() || !choice.policy().equals(desired))) {
      begin(now, choice.policy());
    }
    if (foreseen.filter(now::equals).isEmpty()) {
      foreseen = Optional.of(now);
      pipeline.expect(mayCome(now, desired));
    }
  }

  /** What would be chosen at the other levels, the nearest first: the next lower before higher. */
  private List<Policy> mayCome(Situation now, Policy desired) {
    if (!now.settings().enabled() || !now.watched()) {
      return List.of();
    }
    return Stream.of(ResourceLevel.values())
        .sorted(LevelChoice.nearest(now.level()))
        .map(level -> choose(now.at(level), desired).policy())
        .distinct()
        .toList();
  }

  /** The desired policy, with the reason, where there is nothing to choose. */
  private Choice choose(Situation now, Policy desired) {
    String runs = "; the desired policy " + desired.name() + " runs";
    if (!now.settings().enabled()) {
      return new Choice(desired, "switched off by the configuration" + runs);
    }
    if (!now.watched()) {
      return new Choice(desired, "nothing watches what the device has left" + runs);
    }
    if (now.bounds().kind() == AdaptationBounds.Kind.EXACT) {
      return new Choice(desired, "the desired policy was set without leave to adapt" + runs);
    }
    List<Policy> candidates =
        LevelChoice.candidates(now.bounds(), now.settings(), desired, pipeline.policies());
    if (candidates.isEmpty()) {
      return new Choice(desired, "the model has none of the policies to adapt to" + runs);
    }
    List<String> names = candidates.stream().map(Policy::name).toList();
    try {
      return LevelChoice.choose(now.level(), pipeline.network(), candidates, now.settings(), gate)
          .map(
              choice ->
                  new Choice(
                      choice.policy(),
                      "level %d %%: policy %s, %s"
                          .formatted(
                              now.level().percent(), choice.policy().name(), choice.sentence())))
          .orElseGet(
              () -> new Choice(desired, "neither a table nor a gate chooses from " + names + runs));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the gate failed", e);
      return new Choice(desired, "the gate failed: " + e.getMessage() + runs);
    }
  }

  private void begin(Situation situation, Policy policy) {
    underWay = true;
    var unused =
        pipeline
            .adapt(policy, situation.settings().gates())
            .whenComplete((answer, problem) -> later(() -> ended(situation, answer, problem)));
  }

  private void ended(Situation situation, Activation answer, Throwable problem) {
    underWay = false;
    if (problem != null) {
      LOG.log(Level.ERROR, "the pipeline failed to adapt", problem);
      failed = Optional.of(situation);
      return;
    }
    last = Optional.of(answer);
    if (answer.outcome() == Activation.Outcome.SUPERSEDED) {
      // Whatever took its place ends with news of its own.
      return;
    }
    if (answer.succeeded()) {
      count.incrementAndGet();
    } else {
      failed = Optional.of(situation);
      sentence = "not adapted, until the level changes: " + answer.message();
    }
    look();
  }

  /** What is done, and why; on any thread. */
  AdaptationStatus status() {
    Optional<LevelDecision> decision = monitor.map(ResourceMonitor::decision);
    return new AdaptationStatus(
        decision, pipeline.adaptedPolicy().isPresent(), sentence, count.get(), last);
  }

  /** Ends; the pipeline goes back to the desired policy by itself. */
  @Override
  public void close() {
    closed = true;
    changes.close();
    description.close();
    if (pipeline.adaptedPolicy().isPresent()) {
      var unused = pipeline.adapt(pipeline.desiredPolicy(), settings.gates());
    }
    pipeline.expect(List.of());
  }
}
