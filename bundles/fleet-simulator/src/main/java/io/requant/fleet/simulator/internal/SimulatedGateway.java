package io.requant.fleet.simulator.internal;

import io.requant.fleet.agent.internal.machine.AgentDriver;
import io.requant.fleet.agent.internal.machine.AgentSettings;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** One gateway: the real agent, with a pipeline, a disk, a clock and a network that are not. */
public final class SimulatedGateway {

  private static final long WILL_DELAY_SECONDS = 2;
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
  private static final Duration REPORT_INTERVAL = Duration.ofHours(6);

  private final String id;
  private final Surroundings around;
  private final Lane lane;
  private final SplittableRandom random;
  private final Device device;
  private final GatewayLog log = new GatewayLog();
  private final GatewayDisk disk = new GatewayDisk(log);
  private final SimulatedPipeline pipeline;
  private LightClient client;
  private AgentDriver agent;
  private boolean gone;
  private volatile boolean connected;

  /** Draws a device; it is off. */
  SimulatedGateway(String id, Surroundings around, Lane lane) {
    this.id = id;
    this.around = around;
    this.lane = lane;
    random = new SplittableRandom(around.seed() * 31 + id.hashCode());
    device = Device.draw(around.faults(), random);
    pipeline = new SimulatedPipeline(id, device, around.catalogue(), lane, log);
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** The lane on which everything but {@link #active()} and {@link #connected()} is called. */
  Lane lane() {
    return lane;
  }

  /** What it did. Safe for any thread. */
  public GatewayLog log() {
    return log;
  }

  /** Digest of what computes; empty while it is off. Safe for any thread. */
  public Optional<String> active() {
    return pipeline.active();
  }

  /** Whether it is connected, subscriptions included. Safe for any thread. */
  public boolean connected() {
    return connected;
  }

  /** Boots: the agent takes up what is on its disk. */
  void powerOn() {
    if (gone || agent != null) {
      return;
    }
    Topics topics = new Topics(around.tenant());
    disk.revive();
    pipeline.powerOn();
    client =
        new LightClient(
            id,
            around.broker(),
            Optional.of(
                new LastWill(
                    topics.presence(id),
                    new Presence(id, Presence.State.OFFLINE, Optional.empty()).encode(),
                    WILL_DELAY_SECONDS)),
            lane,
            new Disorder(
                lane,
                random.split(),
                around.faults().rate(FaultKind.DUPLICATES),
                around.faults().rate(FaultKind.REORDER)),
            random.split(),
            around.net());
    try {
      agent =
          new AgentDriver(
              new AgentSettings(
                  around.tenant(),
                  around.ring(),
                  id,
                  Desired.MESSAGE_LIMIT,
                  CLOCK_TOLERANCE,
                  REPORT_INTERVAL,
                  true,
                  Map.of("tenant", around.tenant(), "ring", around.ring(), "gateway", id)),
              client,
              disk,
              around::keys,
              Clock.offset(Clock.systemUTC(), device.skew()),
              random.split(),
              lane.agentThread());
    } catch (IOException e) {
      throw new UncheckedIOException("a disk in memory cannot fail", e);
    }
    agent.setPipeline(Optional.of(pipeline));
    var unused = client.onConnection(now -> connected = now);
    client.connect();
  }

  /** Loses its connection, and gets none for a time. */
  void disconnect(Duration away) {
    if (client != null) {
      client.cut(away);
    }
  }

  /**
   * Loses power at its next write, in the middle of whatever it does then.
   *
   * @param after whether the write is on disk
   * @param off how long power is away
   */
  void crashAtNextWrite(boolean after, Duration off) {
    disk.failAtNextWrite(
        after,
        () -> {
          powerOff();
          lane.run(this::powerOn, off);
        });
  }

  /** Loses power. */
  void powerOff() {
    if (agent == null) {
      return;
    }
    disk.die();
    pipeline.powerOff();
    client.kill();
    agent.close();
    agent = null;
    connected = false;
  }

  /** Loses power and never comes back. */
  void vanish() {
    gone = true;
    powerOff();
  }

  /** Ends with the simulation. */
  void end() {
    gone = true;
    if (agent != null) {
      client.leave();
      agent.close();
      agent = null;
    }
  }

  /** What it did so far. */
  public List<GatewayEvent> events() {
    return log.events();
  }
}
