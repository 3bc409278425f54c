package io.requant.quantlstm.internal.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Curves of the training against its epochs, from the log that the training keeps. */
public final class TrainingSection implements ReportSection {

  private static final long MOST_BYTES = 16 << 20;

  private final Path file;
  private final List<Epoch> epochs;
  private final List<Integer> widths;

  /** One line of the log; values that a line lacks are not numbers. */
  record Epoch(
      double epoch,
      double loss,
      double trainAccuracy,
      double holdoutAccuracy,
      double averageHoldoutAccuracy,
      double rate,
      double seconds) {}

  private TrainingSection(Path file, List<Epoch> epochs, List<Integer> widths) {
    this.file = file;
    this.epochs = List.copyOf(epochs);
    this.widths = List.copyOf(widths);
  }

  /**
   * Reads a log: one JSON object per epoch and line.
   *
   * @param widths that were trained, descending
   * @throws IllegalArgumentException if it is something else; the message names the line
   */
  public static TrainingSection read(Path file, List<Integer> widths) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException(
          file + " has more than " + MOST_BYTES + " bytes: no log of epochs");
    }
    ObjectMapper mapper = new ObjectMapper();
    List<Epoch> epochs = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (!line.isBlank()) {
        epochs.add(epoch(mapper, file, number, line));
      }
    }
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException(file + " has no epochs");
    }
    return new TrainingSection(file, epochs, widths);
  }

  private static Epoch epoch(ObjectMapper mapper, Path file, int number, String line) {
    JsonNode node;
    try {
      node = mapper.readTree(line);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ", line " + number + " is not JSON", e);
    }
    double epoch = node.path("epoch").asDouble(Double.NaN);
    if (!(epoch > 0)) {
      throw new IllegalArgumentException(
          file + ", line " + number + " has no epoch: a line is {\"epoch\":1,\"loss\":...}");
    }
    return new Epoch(
        epoch,
        node.path("loss").asDouble(Double.NaN),
        node.path("trainAccuracy").asDouble(Double.NaN),
        node.path("holdoutAccuracy").asDouble(Double.NaN),
        node.path("averageHoldoutAccuracy").asDouble(Double.NaN),
        node.path("rate").asDouble(Double.NaN),
        node.path("seconds").asDouble(0));
  }

  /** The epochs, in the order of the log. */
  List<Epoch> epochs() {
    return epochs;
  }

  @Override
  public void values(Map<String, Object> report) {
    report.put("training", epochs.stream().map(TrainingSection::values).toList());
  }

  private static Map<String, Object> values(Epoch epoch) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("epoch", epoch.epoch());
    entry.put("loss", epoch.loss());
    entry.put("trainAccuracy", epoch.trainAccuracy());
    entry.put("holdoutAccuracy", epoch.holdoutAccuracy());
    entry.put("averageHoldoutAccuracy", epoch.averageHoldoutAccuracy());
    entry.put("rate", epoch.rate());
    entry.put("seconds", epoch.seconds());
    entry.values().removeIf(value -> value instanceof Double number && number.isNaN());
    return entry;
  }

  @Override
  public void page(ReportPage page) {
    double minutes = epochs.stream().mapToDouble(Epoch::seconds).sum() / 60;
    String narrowest = widths.get(widths.size() - 1) + " bits";
    String caption =
        "%s: %d epochs, %s minutes. One set of weights learns all widths; the hold-out is computed at the narrowest, %s."
            .formatted(file.getFileName(), epochs.size(), Numbers.decimal(minutes, 0), narrowest);
    page.heading("Training")
        .chart(
            chart("Accuracy, %")
                .curve(
                    "training batches, " + widths.get(0) + " bits",
                    values(epoch -> 100 * epoch.trainAccuracy()))
                .curve(
                    "hold-out, " + narrowest + ", last weights",
                    values(epoch -> 100 * epoch.holdoutAccuracy()))
                .curve(
                    "hold-out, " + narrowest + ", averaged",
                    values(epoch -> 100 * epoch.averageHoldoutAccuracy())),
            caption)
        .chart(chart("Loss, nats").curve("training", values(Epoch::loss)))
        .chart(chart("Learning rate").curve("end of the epoch", values(Epoch::rate)));
  }

  private LineChart chart(String title) {
    return new LineChart(title, "epoch", values(Epoch::epoch));
  }

  private double[] values(ToDoubleFunction<Epoch> of) {
    return epochs.stream().mapToDouble(of).toArray();
  }
}
