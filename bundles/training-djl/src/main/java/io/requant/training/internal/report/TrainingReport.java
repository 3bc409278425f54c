package io.requant.training.internal.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Parametric;
import io.requant.training.DataSet;
import io.requant.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what a run leaves: the network, a JSON report and a page to look at. */
public final class TrainingReport {
  /** Name of the machine-readable report. */
  public static final String JSON_FILE = "train.json";

  /** Name of the page with the curves. */
  public static final String HTML_FILE = "report.html";

  private final Map<String, Object> header;
  private final TrainingResult result;
  private final DataSet data;

  /**
   * Creates a report.
   *
   * @param header command, version, commit, machine, seed
   * @param result the run
   * @param data what it was trained on
   */
  public TrainingReport(Map<String, Object> header, TrainingResult result, DataSet data) {
    this.header = new LinkedHashMap<>(header);
    this.result = result;
    this.data = data;
  }

  /** Name of the file with the float network. */
  public String networkFile() {
    return result.network().graph().name() + ModelFile.EXTENSION;
  }

  /** Writes all three files into a directory. */
  public void write(Path directory) throws IOException {
    Model model =
        new Model(
            Optional.of(result.network().folded()), Optional.empty(), List.of(), provenance());
    ModelFile.write(model, directory.resolve(networkFile()));
    byte[] json =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(content());
    Files.write(directory.resolve(JSON_FILE), json);
    Files.writeString(directory.resolve(HTML_FILE), HtmlReport.of(summary(), result.history()));
  }

  /** The machine-readable report. */
  Map<String, Object> content() {
    Map<String, Object> content = new LinkedHashMap<>(header);
    content.put("backbone", result.network().graph().name());
    content.put("weights", weights());
    content.put("dataset", dataset());
    content.put("config", result.config());
    content.put("epochs", result.history().size());
    content.put("plannedEpochs", result.plannedEpochs());
    content.put("state", result.state());
    content.put("selected", result.averageSelected() ? "average" : "last");
    content.put("top1", result.selectedTestAccuracy());
    content.put("top1Last", result.testAccuracy());
    content.put("top1Average", result.averageTestAccuracy());
    content.put("network", networkFile());
    content.put("history", result.history());
    return content;
  }

  /** What the model file says about where the network comes from. */
  private Map<String, String> provenance() {
    Map<String, String> provenance = new LinkedHashMap<>();
    summary().forEach((key, value) -> provenance.put(key, String.valueOf(value)));
    // Other verbs find the data set by its plain name.
    provenance.put("images", provenance.get("dataset"));
    provenance.put("dataset", data.name());
    return provenance;
  }

  private Map<String, Object> dataset() {
    int holdout = Integer.parseInt(result.config().get("holdout"));
    int limit = Integer.parseInt(result.config().get("limit"));
    int used = limit == 0 ? data.train().count() : limit;
    Map<String, Object> dataset = new LinkedHashMap<>();
    dataset.put("name", data.name());
    dataset.put("trainImages", used - holdout);
    dataset.put("holdoutImages", holdout);
    dataset.put("testImages", data.test().count());
    dataset.put("sha256", result.config().get("dataDigest"));
    return dataset;
  }

  private Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>(content());
    summary.remove("history");
    double seconds = result.history().stream().mapToDouble(r -> r.seconds()).sum();
    summary.put("trainingMinutes", Math.round(seconds / 6) / 10.0);
    return summary;
  }

  private long weights() {
    return result.network().graph().parametricLayers().stream()
        .mapToLong(Parametric::weightCount)
        .sum();
  }
}
