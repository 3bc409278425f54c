package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutPlan.OnFailure;
import io.requant.fleet.controller.internal.rollout.OptionsJson;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet rollout}: brings a policy to a ring wave by wave. */
@Command(
    name = "rollout",
    mixinStandardHelpOptions = true,
    description = {
      "Brings a policy to a ring wave by wave.",
      "A wave begins when enough gateways of the one before have converged and soaked; when too many"
          + " fail, the ring goes back."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant fleet rollout --ring all --model models/resnet20.rqm --policy w4a4 \\",
      "      --waves 1,10,50,100 --success 95 --errors 2 --wave-soak 300 --fallback w8a8 --watch",
      "  ./requant fleet rollout --ring all --model models/resnet20.rqm --policy w4a4 \\",
      "      --approve 2,3 --not-before 2026-03-01T02:00:00Z --expires 2026-03-01T05:00:00Z",
      "  ./requant fleet rollout --ring all --policy large.rqp --fallback w8a8 --model M.rqm \\",
      "      --policy-url https://files.example/large.rqp --policy-url https://spare.example/l.rqp"
    })
final class RolloutCommand implements Callable<Integer> {

  private static final long LOOK_MILLIS = 1000;

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;
  @Mixin private Remote remote;
  @Mixin private PolicyChoice choice;

  @Option(names = "--ring", required = true, paramLabel = "RING", description = "whom it is for")
  private String ring;

  @Option(
      names = "--waves",
      split = ",",
      paramLabel = "PERCENT",
      description =
          "share of the ring after each wave, up to 100; two decimals count (default 1,10,50,100)")
  private List<BigDecimal> waves =
      List.of(BigDecimal.ONE, BigDecimal.TEN, BigDecimal.valueOf(50), BigDecimal.valueOf(100));

  @Option(
      names = "--success",
      description = "percent that must converge before the next wave (default ${DEFAULT-VALUE})")
  private double success = 95;

  @Option(
      names = "--errors",
      description = "percent that may fail; more stops it (default ${DEFAULT-VALUE})")
  private double errors = 2;

  @Option(
      names = "--wave-soak",
      description = "seconds to watch a wave that has converged (default ${DEFAULT-VALUE})")
  private long soak = 60;

  @Option(
      names = "--patience",
      description = "minutes that a wave may take before it pauses (default ${DEFAULT-VALUE})")
  private long patience = 60;

  @Option(
      names = "--approve",
      split = ",",
      paramLabel = "WAVE",
      description = "waves, from 1, that begin only when somebody approves them")
  private List<Integer> approvals = List.of();

  @Option(names = "--not-before", paramLabel = "TIME", description = "when it may begin")
  private Instant notBefore;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "from when on no wave begins any more")
  private Instant expires;

  @Option(
      names = "--on-failure",
      paramLabel = "WHAT",
      description = "rollback or pause, when too many fail (default rollback)")
  private String onFailure = "rollback";

  @Option(
      names = "--fallback",
      paramLabel = "POLICY",
      description = "what to go back to (default: what the ring was last told to run as a whole)")
  private String fallback;

  @Option(
      names = "--fallback-url",
      paramLabel = "URL",
      description = "https address of the fallback, needed if it does not fit into a message")
  private List<URI> fallbackUrls = List.of();

  @Option(names = "--watch", description = "wait and show its progress until it ends or pauses")
  private boolean watch;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode request = choice.request();
    request.put("ring", ring);
    if (fallback != null) {
      request.put("fallback", choice.base64(fallback));
    }
    if (!fallbackUrls.isEmpty()) {
      ArrayNode urls = request.putArray("fallbackUrls");
      fallbackUrls.forEach(url -> urls.add(url.toString()));
    }
    OptionsJson.write(request.putObject("plan"), plan());
    JsonNode rollout =
        remote.ask(fleet, "POST", "/rollouts", request.toString().getBytes(StandardCharsets.UTF_8));
    PrintWriter out = spec.commandLine().getOut();
    if (watch) {
      rollout = follow(out, rollout.path("id").asText());
    }
    if (json) {
      out.println(rollout.toPrettyString());
    } else if (!watch) {
      print(out, rollout);
    }
    return watch && !rollout.path("state").asText().equals("COMPLETED") ? 1 : 0;
  }

  private RolloutPlan plan() {
    try {
      return new RolloutPlan(
          waves.stream().map(p -> p.movePointRight(2).intValueExact()).toList(),
          success / 100,
          errors / 100,
          Duration.ofSeconds(soak),
          Duration.ofMinutes(patience),
          new HashSet<>(approvals),
          Optional.ofNullable(notBefore),
          Optional.ofNullable(expires),
          switch (onFailure) {
            case "rollback" -> OnFailure.ROLLBACK;
            case "pause" -> OnFailure.PAUSE;
            default ->
                throw new IllegalArgumentException(
                    "--on-failure " + onFailure + "; rollback or pause is possible");
          });
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ParameterException(spec.commandLine(), "rollout: " + e.getMessage(), e);
    }
  }

  private JsonNode follow(PrintWriter out, String id) throws InterruptedException {
    String said = "";
    while (true) {
      JsonNode rollout = remote.ask(fleet, "GET", "/rollouts/" + id);
      String now = line(rollout);
      if (!now.equals(said) && !json) {
        out.println(now);
        out.flush();
      }
      said = now;
      boolean waits =
          List.of("PAUSED", "AWAITING_APPROVAL").contains(rollout.path("state").asText());
      if (rollout.path("ended").asBoolean() || waits) {
        return rollout;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private static String line(JsonNode rollout) {
    return "%s %s wave %d/%d: %s"
        .formatted(
            rollout.path("id").asText(),
            rollout.path("state").asText(),
            rollout.path("wave").asInt(),
            rollout.path("plan").path("waves").size(),
            rollout.path("reason").asText());
  }

  /** Says how a rollout stands. */
  static void print(PrintWriter out, JsonNode rollout) {
    out.println(line(rollout));
    out.printf(
        "  policy %s for ring %s, ordered by %s, %d messages%s%n%n",
        rollout.path("policy").asText(),
        rollout.path("ring").asText(),
        rollout.path("createdBy").asText(),
        rollout.path("publishes").asInt(),
        rollout.has("fallback") ? ", goes back to " + rollout.path("fallback").asText() : "");
  }
}
