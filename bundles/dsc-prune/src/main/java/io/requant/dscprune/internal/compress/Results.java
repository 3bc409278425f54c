package io.requant.dscprune.internal.compress;

import io.requant.api.method.CompressionReport;
import io.requant.dscprune.internal.report.DscPruneReport;
import io.requant.dscprune.internal.run.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the page and gives the figures. */
final class Results {

  private Results() {}

  static CompressionReport report(Path model, Path page, Findings findings) throws IOException {
    DscPruneReport report = new DscPruneReport(findings);
    Files.writeString(page, report.html());
    return new CompressionReport(model, page, report.values());
  }
}
