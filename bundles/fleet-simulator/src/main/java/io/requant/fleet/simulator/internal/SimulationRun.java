package io.requant.fleet.simulator.internal;

import io.requant.api.command.VerbException;
import io.requant.api.fleet.FleetController;
import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import io.requant.fleet.protocol.KeyStoreFiles;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** Puts broker, controller, observer and fleet together, measures them, takes them apart. */
final class SimulationRun {

  private static final String RING = "all";
  private static final String KEYS = "trusted-keys";
  private static final int NET_THREADS = 2;
  private static final long FORGET_SECONDS = 10;

  /** Gateways that are there answer within seconds; the slowest take some to prepare. */
  private static final int ANSWER_SECONDS = 20;

  /** Threads of transport and controller, Paho's included. */
  private static final List<String> CONTROLLER_THREADS =
      List.of("requant-mqtt", "requant-fleet", "requant-controller", "MQTT ");

  private final BundleContext context;
  private final ConfigurationAdmin configurations;
  private final Path folder;
  private final PrintWriter out;

  /** Of its own: a broker that was there before may retain what earlier runs said. */
  private final String tenant = "simulated-" + UUID.randomUUID().toString().substring(0, 8);

  SimulationRun(
      BundleContext context, ConfigurationAdmin configurations, Path folder, PrintWriter out) {
    this.context = context;
    this.configurations = configurations;
    this.folder = folder;
    this.out = out;
  }

  /**
   * Runs a simulation.
   *
   * @param broker mosquitto, embedded, or a URL
   * @param policies what gateways begin with, the good one, the bad one
   */
  SimulationReport run(SimulationPlan plan, String broker, Network network, Policy[] policies)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (QuietLog quiet = new QuietLog("io.requant.fleet");
        ThreadMeter meter = new ThreadMeter(CONTROLLER_THREADS);
        Broker at = broker(broker);
        NetThreads net = new NetThreads(NET_THREADS)) {
      var transport =
          new Services<>(
              context,
              configurations.getFactoryConfiguration(
                  "io.requant.transport.mqtt", "simulation", "?"),
              Transport.class,
              "(transport.name=simulation)",
              Map.of(
                  "transport.name",
                  "simulation",
                  "url",
                  at.url().toString(),
                  "clientId",
                  "controller",
                  "queueLimit",
                  plan.gateways() + 1000));
      try (transport) {
        Transport wire = transport.await();
        try {
          return withController(
              plan,
              at,
              net,
              meter,
              new Catalogue(network, policies[0], policies[2], plan.seed()),
              policies,
              start);
        } finally {
          forget(wire);
        }
      }
    }
  }

  /** Leaves nothing retained at the broker. */
  private void forget(Transport wire) throws InterruptedException {
    String topic = new Topics(tenant).desired(new Target.Ring(RING));
    try {
      wire.publish(OutboundMessage.retained(topic, new byte[0]))
          .get(FORGET_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      out.println("the last message of " + topic + " remains at the broker: " + e);
    }
  }

  /** What the rollouts showed. */
  private record Shown(
      double assembled,
      List<Act> acts,
      List<Violation> history,
      double controllerCpu,
      Map<String, Object> brokerUsage,
      long heap,
      long heapWithoutController) {}

  private SimulationReport withController(
      SimulationPlan plan,
      Broker at,
      NetThreads net,
      ThreadMeter meter,
      Catalogue catalogue,
      Policy[] policies,
      long start)
      throws IOException, InterruptedException {
    long before = HeapMeter.used();
    Shown shown = rollouts(plan, at, net, meter, catalogue, policies);
    return new SimulationReport(
        plan,
        at.name(),
        shown.assembled(),
        (System.nanoTime() - start) / 1e9,
        shown.acts(),
        shown.history(),
        new SimulationReport.Resources(
            Math.max(0, shown.heap() - shown.heapWithoutController()),
            Math.max(0, shown.heapWithoutController() - before),
            shown.controllerCpu(),
            ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(cpu -> cpu.toNanos() / 1e9)
                .orElse(0.0),
            shown.brokerUsage()));
  }

  private Services<FleetController> controller() throws IOException {
    return new Services<>(
        context,
        configurations.getConfiguration("io.requant.fleet.controller", "?"),
        FleetController.class,
        "",
        Map.of(
            "tenant",
            tenant,
            "stateDirectory",
            folder.resolve("controller").toString(),
            "trustedKeys",
            folder.resolve(KEYS).toString(),
            "transport.target",
            "(transport.name=simulation)",
            "answerSeconds",
            ANSWER_SECONDS));
  }

  private Shown rollouts(
      SimulationPlan plan,
      Broker at,
      NetThreads net,
      ThreadMeter meter,
      Catalogue catalogue,
      Policy[] policies)
      throws IOException, InterruptedException {
    try (Services<FleetController> service = controller()) {
      service.await();
      TrustedKeys trusted = KeyStoreFiles.readTrusted(folder.resolve(KEYS));
      Surroundings around =
          new Surroundings(
              tenant, RING, at.address(), net, trusted, catalogue, plan.faults(), plan.seed());
      try (Fleet fleet =
              new Fleet(plan.gateways(), around, Runtime.getRuntime().availableProcessors());
          Observer observer =
              new Observer(new Topics(tenant), RING, at.address(), net, fleet::said)) {
        Played played = play(plan, at, meter, catalogue, policies, service, fleet, observer);
        double cpu = meter.seconds();
        Map<String, Object> usage = at.usage();
        // The fleet is still there, and quiet: what is free afterwards was the controller's.
        long heap = HeapMeter.used();
        service.close();
        return new Shown(
            played.assembled(),
            played.acts(),
            played.history(),
            cpu,
            usage,
            heap,
            HeapMeter.used());
      }
    }
  }

  private record Played(double assembled, List<Act> acts, List<Violation> history) {}

  // A method of its own: once it returns, nothing here refers to the controller any more.
  private Played play(
      SimulationPlan plan,
      Broker at,
      ThreadMeter meter,
      Catalogue catalogue,
      Policy[] policies,
      Services<FleetController> service,
      Fleet fleet,
      Observer observer)
      throws InterruptedException {
    Simulation simulation =
        new Simulation(
            plan,
            fleet,
            at,
            new StagedRollouts(service.await(), RING),
            observer,
            catalogue,
            meter,
            out);
    double assembled = simulation.assemble();
    List<Act> acts =
        List.of(
            simulation.act("good", policies[1], policies[0]),
            simulation.act("bad", policies[2], policies[1]));
    return new Played(assembled, acts, simulation.judge());
  }

  private Broker broker(String name) throws IOException, InterruptedException {
    return switch (name) {
      case "embedded" -> new EmbeddedBroker(context, configurations, folder.resolve("broker"));
      case "mosquitto" ->
          Mosquitto.start(
              Mosquitto.program()
                  .orElseThrow(
                      () ->
                          new VerbException(
                              "mosquitto is not installed (Debian: apt-get install mosquitto); or"
                                  + " use --broker embedded")),
              folder.resolve("mosquitto"));
      default -> {
        try {
          yield ForeignBroker.of(URI.create(name));
        } catch (IllegalArgumentException e) {
          throw new VerbException("--broker '" + name + "': " + e.getMessage(), e);
        }
      }
    };
  }
}
