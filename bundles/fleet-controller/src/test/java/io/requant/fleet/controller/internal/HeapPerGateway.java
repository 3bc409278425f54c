package io.requant.fleet.controller.internal;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.fleet.PushOptions;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.ReportedCodec;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Topics;
import io.requant.model.testing.TestCase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Measures the heap that a controller holds per gateway, with its embedded store: {@code main} of
 * its own, in a fresh process for each size. Arguments: numbers of gateways.
 */
final class HeapPerGateway {

  private static final int COLLECTIONS = 4;

  private HeapPerGateway() {}

  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    long before = 0;
    int sizeBefore = 0;
    for (String arg : args) {
      int size = Integer.parseInt(arg);
      long start = System.nanoTime();
      long heap = measure(size);
      double seconds = (System.nanoTime() - start) / 1e9;
      out.printf("%d gateways: %.2f MB of heap, measured in %.1f s", size, heap / 1e6, seconds);
      if (sizeBefore > 0) {
        out.printf("; %d bytes for each more", (heap - before) / (size - sizeBefore));
      }
      out.println();
      before = heap;
      sizeBefore = size;
    }
  }

  private static long measure(int size) throws IOException {
    Path directory = Files.createTempDirectory("heap");
    MemoryTransport transport = new MemoryTransport();
    try (FleetStore store = FleetStore.open(StoreSettings.embedded(directory), "acme");
        Controller controller =
            new Controller(
                new ControllerSettings("acme", 65_000),
                transport,
                SigningKey.generate(),
                store,
                Clock.systemUTC())) {
      controller.push(
          "all",
          TestCase.of(7).policy(),
          PushOptions.with(new ShadowGates(0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1))));
      Topics topics = new Topics("acme");
      for (int i = 0; i < size; i++) {
        Reported report = report("gateway-%07d".formatted(i), i);
        transport.deliver(topics.reported(report.gateway()), ReportedCodec.encode(report));
        if (i % 1000 == 999) {
          controller.tick();
        }
      }
      controller.tick();
      transport.published.clear();
      return used();
    }
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Reported report(String gateway, int i) {
    return new Reported(
        gateway,
        "all",
        UUID.randomUUID().toString(),
        1,
        Instant.now(),
        new Position(1, 1),
        i % 2 == 0 ? GatewayPhase.ACTIVE : GatewayPhase.SEEN,
        Optional.empty(),
        i % 2 == 0 ? "active" : "bucket " + i + " of this gateway is not in slice 0..5000",
        Optional.of(new Reported.ActivePolicy("w4a4", "ab".repeat(32), 1)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Reported.Health(30, 100, 200, 3000, 1, 10, 10, 0, 0, 0)),
        Optional.empty());
  }
}
