package io.requant.quantlstm.internal.compress;

import io.requant.api.method.CompressionReport;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.Policy;
import io.requant.quantlstm.internal.gate.GateCodec;
import io.requant.quantlstm.internal.report.Findings;
import io.requant.quantlstm.internal.report.ReportSection;
import io.requant.quantlstm.internal.report.RunPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a run came to, as files: a model for gateways, one for the lab, a page, and figures. */
final class QuantLstmResult {

  private static final String LAB = "-lab";
  private static final String PAGE = "report.html";

  /** The policy whose accuracy and cost a one-line summary names. */
  private static final String HEADLINE = "level-50";

  private static final int FP32 = 32;

  private final QuantLstmSettings settings;
  private final Model source;
  private final Findings findings;
  private final List<ReportSection> sections;

  QuantLstmResult(
      QuantLstmSettings settings, Model source, Findings findings, List<ReportSection> sections) {
    this.settings = settings;
    this.source = source;
    this.findings = findings;
    this.sections = List.copyOf(sections);
  }

  CompressionReport write(Path directory) throws IOException {
    Map<String, String> provenance = new TreeMap<>(source.provenance());
    provenance.put("method", QuantLstmMethod.NAME);
    provenance.put("methodSettings", settings.decisive());
    Model lab =
        new Model(
            // The same weights in the graph that was trained: it may have more rectifiers.
            source.floats().map(f -> new FloatNetwork(findings.shared().graph(), f.parameters())),
            Optional.of(findings.shared()),
            Optional.of(findings.shared().network()),
            findings.policies(),
            findings
                .ways()
                .gate()
                .map(trained -> GateCodec.encode(trained.gate()))
                .filter(bytes -> bytes.length <= Model.MAX_GATE),
            provenance);
    String name = findings.network();
    Path slim = directory.resolve(name + ModelFile.EXTENSION);
    ModelFile.write(lab, directory.resolve(name + LAB + ModelFile.EXTENSION));
    ModelFile.write(lab.forGateways(), slim);
    Map<String, Object> head = head(Files.size(slim));
    Map<String, Object> values = new LinkedHashMap<>(head);
    sections.forEach(section -> section.values(values));
    Path page = directory.resolve(PAGE);
    Files.writeString(page, RunPage.of(head, sections));
    return new CompressionReport(slim, page, values);
  }

  private Map<String, Object> head(long fileBytes) {
    Policy headline =
        findings.policies().stream()
            .filter(policy -> policy.name().equals(HEADLINE))
            .findFirst()
            .orElse(findings.policies().get(0));
    long weights = 0;
    long parameters = 0;
    for (Parametric layer : findings.shared().graph().parametricLayers()) {
      weights += layer.weightCount();
      parameters += layer.weightCount() + layer.outChannels();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("network", findings.network());
    values.put("top1Float", number(source.provenance().get("top1")));
    values.put("top1", headline.accuracy().map(measured -> measured.top1()).orElse(null));
    values.put("headlinePolicy", headline.name());
    values.put("fileBytes", fileBytes);
    values.put("fp32Bytes", parameters * FP32 / 8);
    values.put("nominalRatio", weights * FP32 / 8.0 / headline.cost().weightBytes());
    values.put("fileRatio", parameters * FP32 / 8.0 / fileBytes);
    values.put("epochs", settings.epochs());
    values.put("images", findings.images());
    values.put("config", settings.training());
    return values;
  }

  private static Object number(String text) {
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null; // a provenance is free text
    }
  }
}
