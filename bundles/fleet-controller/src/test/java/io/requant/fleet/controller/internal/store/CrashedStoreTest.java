package io.requant.fleet.controller.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes that write, without a warning. */
class CrashedStoreTest {

  private static final int CRASHES = 3;

  @TempDir Path directory;

  /** The process that is killed: says the place of every message after it is stored. */
  public static final class Writer {

    private Writer() {}

    public static void main(String[] args) throws IOException {
      try (FleetStore store = FleetStore.open(StoreSettings.embedded(Path.of(args[0])), "acme")) {
        long epoch = store.orders().beginEpoch().epoch();
        while (!Thread.interrupted()) {
          var issued =
              store.orders().carryOut(epoch, StoreContract.message(new Target.Ring("all"), "m"));
          System.out.println(issued.orElseThrow().position());
        }
      }
    }
  }

  @Test
  void noPlaceThatWasSaidIsLostOrGivenTwice() throws Exception {
    Random random = new Random(42);
    Position newest = Position.NONE;
    for (int crash = 0; crash < CRASHES; crash++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int messages = 1 + random.nextInt(40);
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
        for (int i = 0; i < messages; i++) {
          String line = out.readLine();
          assertThat(line).as("what the writer says").isNotNull();
          Position position = parse(line);
          assertThat(position).isGreaterThan(newest);
          newest = position;
        }
        process.toHandle().destroyForcibly(); // leaves the stream open
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          if (line.matches("\\d+\\.\\d+")) {
            Position position = parse(line);
            newest = position.isAfter(newest) ? position : newest;
          }
        }
      }
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    try (FleetStore store = FleetStore.open(StoreSettings.embedded(directory), "acme")) {
      assertThat(store.orders().place()).isGreaterThanOrEqualTo(newest);
      var stored = store.orders().desired().get(new Target.Ring("all"));
      assertThat(stored.position()).isGreaterThanOrEqualTo(newest);
      assertThat(new String(stored.message(), StandardCharsets.US_ASCII))
          .isEqualTo("m " + stored.position());
    }
  }

  private static Position parse(String text) {
    int dot = text.indexOf('.');
    return new Position(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }
}
