package io.requant.quantlstm.internal.report;

import io.requant.api.report.ReportPage;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.policy.Policy;
import io.requant.quantlstm.internal.level.LevelBudgets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All policies of the model, with their accuracies and costs. */
public final class PolicySection implements ReportSection {

  private final Findings findings;

  /** Shows the policies. */
  public PolicySection(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void values(Map<String, Object> report) {
    report.put("policies", findings.policies().stream().map(PolicySection::values).toList());
  }

  private static Map<String, Object> values(Policy policy) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", policy.name());
    entry.put("top1", top1(policy));
    entry.put("bops", policy.cost().bops());
    entry.put("weightBytes", policy.cost().weightBytes());
    entry.put("digest", policy.digest().hex());
    return entry;
  }

  private static Double top1(Policy policy) {
    return policy.accuracy().map(measured -> measured.top1()).orElse(null);
  }

  @Override
  public void page(ReportPage page) {
    page.heading("Policies")
        .paragraph(
            "One set of weights serves all of them. Accuracy: "
                + findings.testCaption()
                + ". A level's policy is the one that the hold-out preferred among the ways to"
                + " choose widths within the level's part of the bit operations and weight bytes"
                + " of "
                + findings.full()
                + ".")
        .table(
            List.of("policy", "top-1", "GBOP", "weight bytes", "chosen by"),
            findings.policies().stream().map(this::row).toList());
  }

  private List<String> row(Policy policy) {
    return List.of(
        policy.name(),
        Numbers.percent(top1(policy)),
        Numbers.decimal(policy.cost().bops() / 1e9, 3),
        Numbers.grouped(policy.cost().weightBytes()),
        chosenBy(policy.name()));
  }

  private String chosenBy(String policy) {
    for (ResourceLevel level : ResourceLevel.values()) {
      if (LevelBudgets.policy(level).equals(policy) && findings.levels().containsKey(level)) {
        return findings.levels().get(level).best().map(best -> best.way()).orElse("");
      }
    }
    return "one width for all";
  }
}
