package io.requant.fleet.simulator.internal;

import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import io.reactivex.schedulers.Schedulers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops that all connections share. */
public final class NetThreads implements AutoCloseable {

  private final ExecutorService executor;
  private final MqttClientExecutorConfig config;

  /**
   * Starts no thread yet.
   *
   * @param threads how many event loops
   */
  public NetThreads(int threads) {
    AtomicInteger count = new AtomicInteger();
    executor =
        Executors.newCachedThreadPool(
            task -> new Thread(task, "requant-simulator-net-" + count.getAndIncrement()));
    config =
        MqttClientExecutorConfig.builder()
            .nettyExecutor(executor)
            .nettyThreads(threads)
            // Callbacks only hand over to a lane: they may run where they arise.
            .applicationScheduler(Schedulers.trampoline())
            .build();
  }

  /** What every client is built with. */
  MqttClientExecutorConfig config() {
    return config;
  }

  /** Ends the threads; connections are closed before. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
