package io.requant.fleet.controller.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.GatewayReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet status}: what every gateway last said. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows what every gateway last said of itself.",
    footer = {"", "Example:", "  ./requant fleet status --json"})
final class StatusCommand implements Callable<Integer> {

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<GatewayReport> reports = fleet.controller().reports();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(reports));
      return 0;
    }
    out.printf(
        Locale.ROOT,
        "%-20s %-8s %-11s %-10s %-14s %8s %10s  %s%n",
        "gateway",
        "online",
        "phase",
        "message",
        "policy",
        "frames/s",
        "change ms",
        "says");
    for (GatewayReport r : reports) {
      out.printf(
          Locale.ROOT,
          "%-20s %-8s %-11s %-10s %-14s %8.1f %10s  %s%n",
          r.gateway(),
          r.online() ? "yes" : "no",
          r.phase(),
          r.epoch() + "." + r.seq(),
          r.activePolicy(),
          r.framesPerSecond(),
          r.activation().map(d -> String.valueOf(d.toMillis())).orElse("-"),
          r.code().map(code -> code + ": ").orElse("") + r.message());
    }
    out.printf("%d gateways%n", reports.size());
    return 0;
  }

  private static String json(List<GatewayReport> reports) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    ArrayNode gateways = json.putArray("gateways");
    for (GatewayReport r : reports) {
      ObjectNode g = gateways.addObject();
      g.put("gateway", r.gateway())
          .put("receivedAt", r.receivedAt().toString())
          .put("online", r.online())
          .put("phase", r.phase().name())
          .put("epoch", r.epoch())
          .put("seq", r.seq())
          .put("message", r.message())
          .put("policy", r.activePolicy())
          .put("digest", r.activeDigest())
          .put("framesPerSecond", r.framesPerSecond())
          .put("p99Micros", r.p99Micros())
          .put("framesLost", r.framesLost());
      r.code().ifPresent(code -> g.put("code", code));
      r.activation().ifPresent(d -> g.put("activationMillis", millis(d)));
      r.shadow().ifPresent(d -> g.put("shadowMillis", millis(d)));
      r.agreement().ifPresent(share -> g.put("agreement", share));
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
