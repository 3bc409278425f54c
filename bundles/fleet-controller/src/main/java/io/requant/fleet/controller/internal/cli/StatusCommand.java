package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet status}: rings, rollouts, and what every gateway last said. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows rings, rollouts under way, and what gateways last said.",
    footer = {
      "",
      "Examples:",
      "  ./requant fleet status",
      "  ./requant fleet status --standing FAILED --json"
    })
final class StatusCommand implements Callable<Integer> {

  private static final int PAGE = 1000;

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;
  @Mixin private Remote remote;

  @Option(names = "--ring", paramLabel = "RING", description = "gateways of this ring only")
  private String ring;

  @Option(
      names = "--standing",
      paramLabel = "STANDING",
      description = "only CONVERGED, PENDING, FAILED, UNKNOWN, OUTSIDE or EXEMPT ones")
  private String standing;

  @Option(
      names = "--limit",
      description = "most gateways to list (default ${DEFAULT-VALUE}; with --json all)")
  private int limit = 50;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() {
    ObjectNode all = (ObjectNode) remote.ask(fleet, "GET", "/fleet");
    ArrayNode gateways = all.putArray("gateways");
    int most = json ? Integer.MAX_VALUE : limit;
    String after = "";
    boolean more = true;
    while (more && gateways.size() < most) {
      JsonNode page = remote.ask(fleet, "GET", path(after, Math.min(PAGE, most - gateways.size())));
      gateways.addAll((ArrayNode) page.path("gateways"));
      more = page.has("next");
      after = page.path("next").asText();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(all.toPrettyString());
      return 0;
    }
    rings(out, all.path("rings"));
    all.path("rollouts").forEach(rollout -> RolloutCommand.print(out, rollout));
    gateways(out, gateways);
    out.printf("%d gateways%s%n", gateways.size(), more ? " shown; --limit N shows more" : "");
    if (all.has("problem")) {
      out.println("problem: " + all.path("problem").asText());
    }
    return 0;
  }

  private String path(String after, int count) {
    return "/gateways?limit="
        + Math.max(1, count)
        + (after.isEmpty() ? "" : "&after=" + after)
        + (ring == null ? "" : "&ring=" + ring)
        + (standing == null ? "" : "&standing=" + standing);
  }

  private static void rings(PrintWriter out, JsonNode rings) {
    String line = "%-20s %9s %9s %8s %7s %8s %8s %7s%n";
    out.printf(
        line, "ring", "gateways", "converged", "pending", "failed", "unknown", "outside", "exempt");
    for (Iterator<Map.Entry<String, JsonNode>> i = rings.fields(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> ring = i.next();
      JsonNode c = ring.getValue();
      out.printf(
          line,
          ring.getKey(),
          c.path("gateways").asInt(),
          c.path("converged").asInt(),
          c.path("pending").asInt(),
          c.path("failed").asInt(),
          c.path("unknown").asInt(),
          c.path("outside").asInt(),
          c.path("exempt").asInt());
    }
    out.println();
  }

  private static void gateways(PrintWriter out, JsonNode gateways) {
    String line = "%-20s %-10s %-7s %-11s %-9s %-14s %8s  %s%n";
    out.printf(
        line, "gateway", "standing", "online", "phase", "message", "policy", "frames/s", "says");
    for (JsonNode g : gateways) {
      out.printf(
          line,
          g.path("gateway").asText(),
          g.path("standing").asText(),
          g.path("online").asBoolean() ? "yes" : "no",
          g.path("phase").asText(),
          g.path("epoch").asText() + "." + g.path("seq").asText(),
          g.path("policy").asText(),
          String.format(Locale.ROOT, "%.1f", g.path("framesPerSecond").asDouble()),
          (g.has("code") ? g.path("code").asText() + ": " : "") + g.path("message").asText());
    }
  }
}
