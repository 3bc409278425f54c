package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.command.VerbException;
import io.requant.fleet.protocol.Command.Kind;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet command}: has one gateway do something once. */
@Command(
    name = "command",
    mixinStandardHelpOptions = true,
    description = {
      "Has one gateway do something once, by a signed command.",
      "report: report at once. retry: carry out the message in force again, if it was rejected or"
          + " went back."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant fleet command gw-17 report --watch",
      "  ./requant fleet command gw-17 retry --expires 2h"
    })
final class CommandCommand implements Callable<Integer> {

  private static final long LOOK_MILLIS = 500;

  /** What the answer may take on its way, and until it is stored. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;
  @Mixin private Remote remote;

  @Parameters(index = "0", paramLabel = "GATEWAY", description = "id of the gateway")
  private String gateway;

  @Parameters(index = "1", paramLabel = "report|retry", description = "what it is to do")
  private String what;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description =
          "how long it may, also where it is away meanwhile: 30s, 10m, up to 24h (default"
              + " ${DEFAULT-VALUE})")
  private String expires = "10m";

  @Option(names = "--watch", description = "wait for the answer and show it")
  private boolean watch;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Duration valid = valid();
    ObjectNode request = new ObjectMapper().createObjectNode();
    request.put("command", kind().name()).put("validSec", valid.toSeconds());
    String path = "/gateways/" + gateway + "/commands";
    JsonNode given =
        remote.ask(fleet, "POST", path, request.toString().getBytes(StandardCharsets.UTF_8));
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.printf(
          "command %s to %s: %s, until %s%n",
          given.path("id").asText(),
          gateway,
          given.path("command").asText(),
          given.path("expires").asText());
      out.flush();
    }
    JsonNode shown = watch ? follow(path + "/" + given.path("id").asText(), valid) : given;
    if (json) {
      out.println(shown.toPrettyString());
    } else if (watch) {
      out.printf(
          "%s answered at %s: %s%n",
          gateway, shown.path("at").asText(), shown.path("message").asText());
    }
    return 0;
  }

  private Kind kind() {
    for (Kind each : Kind.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(what)) {
        return each;
      }
    }
    throw new ParameterException(
        spec.commandLine(), "'" + what + "' cannot be commanded; report and retry can");
  }

  private Duration valid() {
    if (!expires.matches("[1-9][0-9]{0,4}[smh]")) {
      throw new ParameterException(
          spec.commandLine(), "--expires " + expires + "; 30s, 10m or 24h are possible");
    }
    long count = Long.parseLong(expires.substring(0, expires.length() - 1));
    return switch (expires.charAt(expires.length() - 1)) {
      case 's' -> Duration.ofSeconds(count);
      case 'm' -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private JsonNode follow(String path, Duration valid) throws InterruptedException {
    long end = System.nanoTime() + valid.plus(GRACE).toNanos();
    JsonNode answer = remote.ask(fleet, "GET", path);
    while (!answer.path("answered").asBoolean()) {
      if (answer.has("refusal")) {
        throw new VerbException(
            "gateway %s has refused something since: %s"
                .formatted(gateway, answer.path("refusal").asText()));
      }
      if (System.nanoTime() - end > 0) {
        throw new VerbException(
            "gateway %s has not answered within %s: see ./requant fleet explain %s"
                .formatted(gateway, expires, gateway));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      answer = remote.ask(fleet, "GET", path);
    }
    return answer;
  }
}
