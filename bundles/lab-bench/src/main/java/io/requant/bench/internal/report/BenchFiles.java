package io.requant.bench.internal.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.requant.model.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes both reports. */
public final class BenchFiles {

  private BenchFiles() {}

  /**
   * Writes the JSON report, and the page beside it.
   *
   * @return the page
   */
  public static Path write(Findings findings, Path json) throws IOException {
    byte[] values =
        new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsBytes(BenchJson.of(findings));
    AtomicFile.write(json, out -> out.write(values));
    String name = json.getFileName().toString().replaceFirst("\\.json$", "") + ".html";
    Path page = json.resolveSibling(name);
    byte[] html = BenchPage.of(findings).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(page, out -> out.write(html));
    return page;
  }
}
