package io.requant.fleet.simulator.internal.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ReportHeader;
import io.requant.api.report.ReportPage;
import io.requant.model.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the runs showed, for programs and for people. */
record TortureReport(List<RunResult> runs) {

  /** Writes FILE as JSON, and a page beside it. */
  void write(Path file, List<String> arguments, long seed) throws IOException {
    Map<String, Object> header = ReportHeader.of("fleet torture", arguments, seed);
    String html = html(header);
    ObjectMapper mapper = new ObjectMapper();
    header.put("runs", runs.size());
    header.put("failed", runs.stream().filter(r -> !r.good()).count());
    header.put("violations", runs.stream().mapToInt(r -> r.violations().size()).sum());
    List<Object> each = new ArrayList<>();
    for (RunResult run : runs) {
      each.add(mapper.readTree(run.line()));
    }
    header.put("results", each);
    byte[] json = mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(header);
    AtomicFile.write(file, stream -> stream.write(json));
    String name = file.getFileName().toString().replaceFirst("\\.json$", "");
    AtomicFile.write(
        file.resolveSibling(name + ".html"),
        stream -> stream.write(html.getBytes(StandardCharsets.UTF_8)));
  }

  private String html(Map<String, Object> header) {
    long good = runs.stream().filter(RunResult::good).count();
    ReportPage page =
        new ReportPage("Fleet under SIGKILL")
            .figure(good + " of " + runs.size(), "runs without a violation")
            .paragraph(
                "In every run a broker, a controller and gateways are processes, a policy goes out"
                    + " in three waves and is taken back, and one to three processes are killed at"
                    + " moments that the seed draws, counted in reports of gateways, and started"
                    + " again.");
    page.heading("Violations");
    List<List<String>> bad = new ArrayList<>();
    runs.forEach(r -> r.violations().forEach(v -> bad.add(List.of(String.valueOf(r.seed()), v))));
    if (bad.isEmpty()) {
      page.paragraph("None.");
    } else {
      page.table(List.of("seed", "what happened"), bad);
    }
    page.heading("Runs").table(RunResult.head(), runs.stream().map(RunResult::cells).toList());
    return page.heading("Command").entries(header).html();
  }
}
