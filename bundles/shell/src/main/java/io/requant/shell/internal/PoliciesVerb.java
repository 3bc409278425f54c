package io.requant.shell.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.model.file.Model;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policies MODEL}: what the policies of a model cost and what they are worth. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=policies")
@Command(
    name = "policies",
    mixinStandardHelpOptions = true,
    description = "Table of a model's policies: bits, bytes, BOPs, accuracy.",
    footer = {"", "Example:", "  ./requant policies models/resnet20.rqm"})
public final class PoliciesVerb implements Verb {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "a .rqm file")
  private Path file;

  @Option(names = "--report", paramLabel = "FILE", description = "write the table as JSON")
  private Path report;

  @Override
  public Integer call() throws IOException {
    Model model = ModelArguments.model(file);
    PrintWriter out = spec.commandLine().getOut();
    out.println(model.graph());
    model.provenance().forEach((key, value) -> out.println("  " + key + ": " + value));
    out.printf(
        Locale.ROOT,
        "%n%-12s %8s %8s %12s %12s %10s  %-22s%n",
        "policy",
        "w bits",
        "a bits",
        "weight bytes",
        "MBOP",
        "file bytes",
        "top-1");
    for (Policy policy : model.policies()) {
      out.printf(
          Locale.ROOT,
          "%-12s %8s %8s %12d %12.1f %10d  %-22s%n",
          policy.name(),
          range(policy, true),
          range(policy, false),
          policy.cost().weightBytes(),
          policy.cost().bops() / 1e6,
          PolicyCodec.encode(policy).length,
          policy.accuracy().map(PoliciesVerb::accuracy).orElse("not measured"));
    }
    if (report != null) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(report.toFile(), json(model));
    }
    return 0;
  }

  private Map<String, Object> json(Model model) {
    Map<String, Object> json =
        ReportHeader.of("policies", spec.commandLine().getParseResult().originalArgs(), 0);
    List<Map<String, Object>> table = new ArrayList<>();
    for (Policy policy : model.policies()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", policy.name());
      row.put("digest", policy.digest().hex());
      row.put("weightBits", policy.layers().stream().map(LayerPolicy::weightBits).toList());
      row.put("activationBits", policy.layers().stream().map(LayerPolicy::activationBits).toList());
      row.put("weightBytes", policy.cost().weightBytes());
      row.put("bops", policy.cost().bops());
      row.put("macs", policy.cost().macs());
      row.put("top1", policy.accuracy().map(MeasuredAccuracy::top1).orElse(null));
      table.add(row);
    }
    json.put("model", model.graph().name());
    json.put("policies", table);
    return json;
  }

  private static String accuracy(MeasuredAccuracy a) {
    return String.format(
        Locale.ROOT, "%.2f %% (%s %s, %d)", 100 * a.top1(), a.dataset(), a.split(), a.images());
  }

  /** Narrowest and widest, e.g. "4-8". */
  private static String range(Policy policy, boolean weights) {
    var bits =
        policy.layers().stream()
            .mapToInt(l -> weights ? l.weightBits() : l.activationBits())
            .filter(b -> b > 0)
            .summaryStatistics();
    return bits.getMin() == bits.getMax()
        ? String.valueOf(bits.getMin())
        : bits.getMin() + "-" + bits.getMax();
  }
}
