package io.requant.fleet.agent.internal.machine;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.Transport;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Runs an agent on one thread, to which the transport, the pipeline and the clock all turn. */
public final class AgentDriver implements PipelineAdapter.Listener, AutoCloseable {

  private static final Logger LOG = System.getLogger(AgentDriver.class.getName());
  private static final Duration HANDOVER = Duration.ofSeconds(5);
  private static final Duration RESYNC_SPREAD = Duration.ofMinutes(1);

  private final Voice voice;
  private final Clock clock;
  private final Agent agent;
  private final AgentThread thread;
  private final Fetcher fetcher;
  private final List<Transport.Subscription> subscriptions;
  private Future<?> wake;
  private PipelineAdapter pipeline;

  /**
   * Starts an agent.
   *
   * @param keys read at every message, so that keys can come and go without a restart
   * @param thread closed with this
   * @throws IOException if the stored state cannot be read
   */
  public AgentDriver(
      AgentSettings settings,
      Transport transport,
      StateStore store,
      Supplier<TrustedKeys> keys,
      Clock clock,
      RandomGenerator random,
      AgentThread thread)
      throws IOException {
    this(settings, transport, store, keys, clock, random, thread, Fetcher.none());
  }

  /**
   * Starts an agent that fetches what messages name by address.
   *
   * @param fetcher closed with this
   */
  public AgentDriver(
      AgentSettings settings,
      Transport transport,
      StateStore store,
      Supplier<TrustedKeys> keys,
      Clock clock,
      RandomGenerator random,
      AgentThread thread,
      Fetcher fetcher)
      throws IOException {
    this.clock = clock;
    this.thread = thread;
    this.fetcher = fetcher;
    Topics topics = new Topics(settings.tenant());
    String bootId = HexFormat.of().toHexDigits(random.nextLong());
    voice = new Voice(transport, topics, settings.gateway(), bootId);
    agent =
        new Agent(
            store,
            new Acceptance(settings, keys),
            new Staging(settings),
            new Reporter(settings, bootId, clock, random, transport::certificate, voice::report),
            new Fetches(),
            clock,
            System::nanoTime);
    subscriptions =
        List.of(
            transport.subscribe(topics.desired(settings.ringTarget()), this::received),
            transport.subscribe(topics.desired(settings.gatewayTarget()), this::received),
            transport.subscribe(
                topics.command(settings.gateway()),
                message -> attend(message, nanos -> agent.onCommand(message.payload()))),
            transport.subscribe(
                topics.resync(settings.ring()),
                message -> run(() -> agent.onResync(RESYNC_SPREAD))),
            transport.onConnection(this::connectionChanged),
            transport.onCertificate(() -> run(() -> agent.onResync(Duration.ZERO))));
  }

  /** Returns only when the message is on disk or refused: then the broker may forget it. */
  private void received(InboundMessage message) {
    attend(message, nanos -> agent.onMessage(message.payload(), nanos));
  }

  private void attend(InboundMessage message, LongConsumer take) {
    long nanos = System.nanoTime();
    try {
      thread
          .attend(
              guarded(
                  () -> {
                    take.accept(nanos);
                    return null;
                  }))
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | CancellationException | RejectedExecutionException e) {
      LOG.log(Level.WARNING, "message on " + message.topic() + " not taken", e);
    }
  }

  private void connectionChanged(boolean connected) {
    run(
        () -> {
          if (connected) {
            voice.hello();
          }
          agent.onConnection(connected);
        });
  }

  /** Takes a pipeline into use, or goes on without one; afterwards the old one is not called. */
  public void setPipeline(Optional<Pipeline> service) {
    Future<Void> done =
        hand(
            thread::attend,
            () -> {
              PipelineAdapter old = pipeline;
              pipeline =
                  service.map(p -> new PipelineAdapter(p, this, System::nanoTime)).orElse(null);
              if (old != null) {
                old.close();
              }
              agent.onPipeline(Optional.ofNullable(pipeline));
            });
    try {
      done.get(HANDOVER.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | CancellationException | TimeoutException e) {
      LOG.log(Level.WARNING, "the agent did not take note of its pipeline in time", e);
    }
  }

  @Override
  public void activated(long token, Activation result, long nanos) {
    run(() -> agent.onActivated(token, result, nanos));
  }

  @Override
  public void computing() {
    run(agent::onComputing);
  }

  @Override
  public void firstFrame(long token, long nanos) {
    run(() -> agent.onFirstFrame(token, nanos));
  }

  private final class Fetches implements Fetching.Port {

    @Override
    public void fetch(long token, Fetcher.Wanted wanted) {
      fetcher.begin(wanted, outcome -> run(() -> agent.onFetched(token, outcome)));
    }

    @Override
    public void cancel() {
      fetcher.cancel();
    }
  }

  private void run(Runnable task) {
    var unused = hand(thread::submit, task);
  }

  private Future<Void> hand(Function<Callable<Void>, Future<Void>> to, Runnable task) {
    try {
      return to.apply(
          guarded(
              () -> {
                task.run();
                return null;
              }));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the agent has ended: {0}", e.getMessage());
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Logs what goes wrong, and sets the clock for what is due next. */
  private Callable<Void> guarded(Callable<Void> task) {
    return () -> {
      try {
        return task.call();
      } catch (RuntimeException | LinkageError e) {
        LOG.log(Level.ERROR, "internal error of the agent", e);
        throw e;
      } finally {
        wakeUpInTime();
      }
    };
  }

  private void wakeUpInTime() {
    if (wake != null) {
      wake.cancel(false);
    }
    Instant at = agent.wakeAt();
    if (!at.equals(Instant.MAX) && !thread.closed()) {
      long millis = Math.max(0, Duration.between(clock.instant(), at).toMillis() + 1);
      wake =
          thread.schedule(
              guarded(
                  () -> {
                    agent.tick();
                    return null;
                  }),
              Duration.ofMillis(millis));
    }
  }

  /** Ends the agent; what it accepted is on disk. */
  @Override
  public void close() {
    subscriptions.forEach(Transport.Subscription::close);
    fetcher.close();
    try {
      thread.close();
      voice.goodBye();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
