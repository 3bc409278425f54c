package io.requant.fleet.simulator.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Lets faults happen while a rollout goes on: a part of them after every wave. */
final class Chaos {

  private static final Logger LOG = System.getLogger(Chaos.class.getName());
  private static final Duration SPREAD = Duration.ofSeconds(3);
  private static final int LONGEST_ABSENCE_MILLIS = 10_000;
  private static final int LONGEST_OUTAGE_MILLIS = 5_000;

  private final Faults faults;
  private final List<SimulatedGateway> gateways;
  private final Broker broker;
  private final int waves;
  private final SplittableRandom random;
  private final Map<FaultKind, Integer> happened = new EnumMap<>(FaultKind.class);
  private volatile Thread restarting;

  /**
   * Prepares.
   *
   * @param waves over how many waves the faults are spread
   */
  Chaos(Faults faults, List<SimulatedGateway> gateways, Broker broker, int waves, long seed) {
    this.faults = faults;
    this.gateways = new ArrayList<>(gateways);
    this.broker = broker;
    this.waves = waves;
    random = new SplittableRandom(seed);
  }

  /** A wave was published. */
  void wave(int number) {
    each(
        FaultKind.DISCONNECTS,
        g -> {
          Duration away = Duration.ofMillis(random.nextInt(LONGEST_ABSENCE_MILLIS));
          return () -> g.disconnect(away);
        });
    each(
        FaultKind.CRASHES,
        g -> {
          Duration off = Duration.ofMillis(1000 + random.nextInt(LONGEST_OUTAGE_MILLIS));
          boolean after = random.nextBoolean();
          return () -> g.crashAtNextWrite(after, off);
        });
    each(FaultKind.AWAY, g -> g::vanish);
    if (number == (waves + 1) / 2 && faults.rate(FaultKind.BROKER) > 0 && broker.restartable()) {
      restartBroker();
    }
  }

  /** What to do to a gateway, drawn when it is chosen. */
  private interface Blow {
    Runnable on(SimulatedGateway gateway);
  }

  private void each(FaultKind kind, Blow blow) {
    double share = faults.rate(kind) / waves;
    for (SimulatedGateway gateway : gateways) {
      if (random.nextDouble() < share) {
        happened.merge(kind, 1, Integer::sum);
        Runnable task = blow.on(gateway);
        gateway.lane().run(task, Duration.ofMillis(random.nextLong(SPREAD.toMillis())));
      }
    }
  }

  private void restartBroker() {
    happened.merge(FaultKind.BROKER, 1, Integer::sum);
    restarting =
        new Thread(
            () -> {
              try {
                broker.restart();
              } catch (IOException e) {
                LOG.log(Level.ERROR, "the broker did not come back", e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "requant-simulator-broker");
    restarting.start();
  }

  /** How often each kind happened so far. */
  Map<FaultKind, Integer> happened() {
    return Map.copyOf(happened);
  }

  /** Waits until the broker is there again, if it was ended. */
  void settle() throws InterruptedException {
    if (restarting != null) {
      restarting.join();
    }
  }
}
