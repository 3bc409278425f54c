package io.requant.quantlstm.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.report.ReportPage;
import io.requant.model.policy.Cost;
import io.requant.quantlstm.internal.compare.Comparison;
import io.requant.quantlstm.internal.measure.DeviceFigures;
import io.requant.quantlstm.internal.measure.LimitedTimes;
import io.requant.quantlstm.internal.measure.WidthSweep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SectionsTest {

  private static final SampleRun RUN = new SampleRun();

  @Test
  void tableTwoHasWhatEachLevelCostsAndIsWorthBesideThePaper() {
    JsonNode table = json(new LevelTable(RUN.findings, Optional.of(RUN.device))).get("table2");
    JsonNode rich = table.get("ours").get(0);
    JsonNode medium = table.get("ours").get(2);
    assertThat(rich.get("level").asInt()).isEqualTo(100);
    assertThat(rich.get("top1").asDouble()).isCloseTo(0.92, within(1e-9));
    assertThat(rich.get("lossPoints").asDouble()).isZero();
    assertThat(medium.get("policy").asText()).isEqualTo("level-50");
    assertThat(medium.get("lossPoints").asDouble()).isCloseTo(2, within(1e-9));
    assertThat(medium.get("weightBytesToEightBits").asDouble()).isLessThanOrEqualTo(0.5);
    assertThat(medium.get("bopsToEightBits").asDouble()).isLessThanOrEqualTo(0.5);
    assertThat(medium.get("millis").get("median").asDouble()).isEqualTo(1);
    assertThat(medium.get("timeToEightBits").get("median").asDouble()).isEqualTo(0.5);
    assertThat(medium.get("activationBytes").asLong())
        .isPositive()
        .isLessThanOrEqualTo(rich.get("activationBytes").asLong());
    assertThat(table.get("paper")).hasSize(8);
    assertThat(page(new LevelTable(RUN.findings, Optional.of(RUN.device))))
        .contains("resnet8 (ours)", "<tr class=\"quoted\"><td>ResNet38 (paper 1)</td>")
        .contains("<td>82.6</td><td>8.6</td><td>30.9</td><td>83.2</td><td>10.6</td>");
  }

  @Test
  void withoutMeasurementsTableTwoHasNoTimes() {
    LevelTable table = new LevelTable(RUN.findings, Optional.empty());
    assertThat(json(table).get("table2").get("ours").get(0).has("millis")).isFalse();
    assertThat(page(table)).doesNotContain("This machine");
  }

  @Test
  void everyChoiceOfFigureSixteenIsWithinItsBudgetOrSaysThatItIsNot() {
    List<ResourceBits.Row> rows = ResourceBits.bySearch(RUN.findings);
    Cost eight = RUN.findings.policies().get(0).cost();
    assertThat(rows)
        .extracting(ResourceBits.Row::percent)
        .containsExactly(18, 26, 38, 49, 54, 67, 77, 82, 85, 95);
    for (ResourceBits.Row row : rows) {
      assertThat(row.bops()).isLessThanOrEqualTo(eight.bops() * row.percent() / 100);
      if (row.withinBytes()) {
        assertThat(row.bytes()).isLessThanOrEqualTo(eight.weightBytes() * row.percent() / 100);
      }
    }
    // Two bits everywhere need a quarter of the bytes and more, with outer layers at 8.
    assertThat(rows.get(0).withinBytes()).isFalse();
    assertThat(rows.get(9).withinBytes()).isTrue();
    JsonNode figure = json(new ResourceBitsSection(RUN.findings)).get("figure16");
    assertThat(figure.get("bySearch").get(9).get("weightBits")).hasSize(6);
    assertThat(figure.get("byGate")).hasSize(10);
    assertThat(page(new ResourceBitsSection(RUN.findings)))
        .contains(">18 % *<", ">95 %<", "no choice has so few weight bytes", "rises or stays in");
  }

  @Test
  void theWaysAreComparedUnderEveryBudgetWithTheirIntervals() {
    WaysSection section = new WaysSection(RUN.findings);
    List<Comparison> budgets = section.budgets();
    assertThat(budgets).extracting(Comparison::part).isSorted().doesNotHaveDuplicates();
    assertThat(budgets).extracting(Comparison::part).contains(0.4, 0.5, 0.6, 0.75, 1.0);
    JsonNode comparison = json(section).get("comparisons").get(0);
    assertThat(comparison.get("part").asDouble()).isEqualTo(0.6);
    assertThat(comparison.get("gate").get("top1Holdout").asDouble()).isEqualTo(0.925);
    JsonNode against = comparison.get("gateAgainst").get("uniform");
    assertThat(against.get("points").asDouble()).isCloseTo(7.5, within(1e-9));
    assertThat(against.get("low95").asDouble()).isBetween(4.5, 6.0);
    assertThat(against.get("better").asText()).isEqualTo("gate");
    assertThat(json(section).get("levels").get(1).get("chosenBy").asText()).isEqualTo("gate");
    assertThat(page(section)).contains("class=\"whisker\"", "surely better in", "+7.50");
  }

  @Test
  void theGatesCostsArePartsOfTheNetworks() {
    // 1,000 weights at 8 bits; the layers with options have 3 of 4 megaoperations.
    GateSection.Parts parts =
        GateSection.Parts.of(50, 3_000, new Cost(4_000_000, 1, 1_000), 1_000, 3_000_000);
    assertThat(parts).isEqualTo(new GateSection.Parts(0.05, 0.0125, 0.00075, 0.001));
    GateSection section =
        new GateSection(RUN.findings.ways().gate().orElseThrow(), RUN.findings.costs());
    JsonNode gate = json(section).get("gate");
    assertThat(gate.get("macsToGatedLayers").asDouble())
        .isGreaterThan(gate.get("macsToNetwork").asDouble());
    assertThat(gate.get("paperMemoryPercent").get("MobileNetV2").asDouble()).isEqualTo(5.56);
    assertThat(page(section)).contains("<td>4.11</td>", "class=\"bar quoted\"", "<td>0.04</td>");
  }

  @Test
  void theSharesOfTheProcessorAreShownPolicyByPolicy() {
    JsonNode figure = json(new CpuShareSection(RUN.device)).get("figure15");
    JsonNode medium = figure.get("phases").get(1);
    assertThat(medium.get("policy").asText()).isEqualTo("level-50");
    assertThat(medium.get("meanShare").asDouble()).isCloseTo(0.255, within(1e-9));
    assertThat(medium.get("samples")).hasSize(2);
    assertThat(page(new CpuShareSection(RUN.device))).contains("<td>25.5</td>", "<td>50.5</td>");
  }

  @Test
  void timesUnderLimitsAreThoseMeasuredAndThoseThatBitOperationsWouldGive() {
    LimitSection section = new LimitSection(RUN.device);
    JsonNode half = json(section).get("figure18").get("limits").get(1);
    assertThat(half.get("share").asDouble()).isEqualTo(0.5);
    assertThat(half.get("policy").asText()).isEqualTo("level-75");
    assertThat(half.get("fixedMillis").get("median").asDouble()).isEqualTo(4);
    assertThat(half.get("adaptedMillis").get("median").asDouble()).isEqualTo(2);
    long bops = RUN.device.policies().get(2).cost().bops();
    double part = bops / (double) RUN.device.policies().get(0).cost().bops();
    assertThat(half.get("computedFromBopsMillis").asDouble()).isCloseTo(4 * part, within(1e-9));
    // Tightest: the ratio is 1, so nothing was gained, and the page says so.
    assertThat(section.finding()).contains("does not compute faster with fewer bits");
    assertThat(page(section)).contains("curve computed", "quota of a control group");
  }

  @Test
  void timesOfAMachineThatWasTooBusyAreNotExplainedByPrecision() {
    LimitedTimes held = RUN.device.limits().get(0);
    LimitedTimes starved = new LimitedTimes(0.25, 0.08, held.fixed(), held.adapted(), held.ratio());
    DeviceFigures busy =
        new DeviceFigures(
            Map.of("description", "a processor", "loadAverage", 30.0, "processors", 2),
            RUN.device.policies(),
            RUN.device.engines(),
            RUN.device.byLevel(),
            RUN.device.times(),
            RUN.device.shares(),
            List.of(starved, RUN.device.limits().get(2)));
    assertThat(new LimitSection(busy).finding())
        .startsWith("The machine was too busy: at 1 of 2 limits")
        .doesNotContain("fewer bits");
    assertThat(busy.caption()).contains("The machine was busy");
    assertThat(RUN.device.caption()).doesNotContain("busy");
  }

  @Test
  void theWidthSweepNamesWhatIsNotSupportedAndWhatThePaperSays() {
    WidthSweepSection section =
        new WidthSweepSection(
            new WidthSweepSection.Sweep(
                "mnist-cnn",
                "mnist",
                10_000,
                256,
                OptionalDouble.of(0.99),
                List.of(new WidthSweep.Point(2, 0.8, 0.5), new WidthSweep.Point(16, 0.99, 0.99)),
                List.of(new WidthSweep.Mix(List.of(9, 8, 6, 5), 0.98))));
    JsonNode figure = json(section).get("figure20");
    assertThat(figure.get("oneBit").asText()).contains("2 to 16 bits");
    assertThat(figure.get("points").get(0).get("top1AllLayers").asDouble()).isEqualTo(0.5);
    assertThat(figure.get("points").get(0).get("top1OuterAtLeast8").asDouble()).isEqualTo(0.8);
    assertThat(figure.get("top1Float").asDouble()).isEqualTo(0.99);
    assertThat(figure.get("paper").get("collapsesAtBits").asInt()).isEqualTo(5);
    assertThat(page(section))
        .contains("not supported", "<td>32 (float)</td><td>99.00 %</td>", "9, 8, 6, 5")
        .contains("from 5, 6, 7, 8, 9</td><td>5 %</td>");
  }

  @Test
  void sensitivitiesAndBitsAreThereForEveryLayer() {
    JsonNode layers = json(new SensitivitySection(RUN.findings)).get("layers");
    assertThat(layers).hasSize(6);
    assertThat(layers.get(0).get("divergences").get("w8a8").asDouble()).isZero();
    assertThat(layers.get(0).get("bits").get("w8a8").asText()).isEqualTo("w8a8");
    JsonNode policies = json(new PolicySection(RUN.findings)).get("policies");
    assertThat(policies.get(0).get("top1").asDouble()).isEqualTo(0.92);
    assertThat(page(new PolicySection(RUN.findings)))
        .contains("one width for all", "<td>gate</td>");
  }

  @Test
  void thePageHasEverySectionInOrderWithContents() {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("network", "resnet8");
    head.put("top1", 0.9);
    head.put("top1Float", null);
    head.put("headlinePolicy", "level-50");
    head.put("epochs", 0);
    String page =
        RunPage.of(
            head,
            List.of(
                new LevelTable(RUN.findings, Optional.of(RUN.device)),
                new ResourceBitsSection(RUN.findings),
                new CpuShareSection(RUN.device)));
    assertThat(page)
        .containsSubsequence("90.00 %", "<nav>", "</nav>", "Table 2", "Fig. 16", "Fig. 15")
        .contains("Computer Science 50(11), 2023", "<th scope=\"row\">epochs</th><td>0</td>")
        .doesNotContain("NaN", "Infinity");
  }

  private static String page(ReportSection section) {
    ReportPage page = new ReportPage("test");
    section.page(page);
    assertThat(page.html()).doesNotContain("NaN", "Infinity");
    return page.html();
  }

  private static JsonNode json(ReportSection section) {
    Map<String, Object> values = new LinkedHashMap<>();
    section.values(values);
    return new ObjectMapper().valueToTree(values);
  }
}
