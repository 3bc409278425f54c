package io.requant.quantlstm.internal.compress;

import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.quantlstm.internal.search.WidthList;
import io.requant.training.DataSet;
import io.requant.training.MethodSettings;
import io.requant.training.TrainingConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run is told.
 *
 * @param method what all methods are told, with the configuration of the training as if there were
 *     at least one epoch
 * @param epochs passes over the training images, 0 for no training
 * @param widths candidate widths that are trained, descending
 * @param judged training images that sensitivities are measured on
 * @param evaluations whole networks that the oracle may look at per budget
 * @param gateImages training images with choices of their own for the gate, 0 for no gate
 * @param gumbelEpochs passes of training the gate through the network, 0 for imitation only
 * @param gumbelImages training images of those passes
 * @param perImage images of the hold-out that choices for every image are compared on, 0 for none
 * @param trainingLog epochs of an earlier run to show if this one does not train; empty for none
 * @param deviceSeconds time for measurements on this device, 0 for none
 * @param sweepModel file with a network for digits to quantize at every width; empty for none
 */
record QuantLstmSettings(
    MethodSettings method,
    int epochs,
    List<Integer> widths,
    int judged,
    int evaluations,
    int gateImages,
    int gumbelEpochs,
    int gumbelImages,
    int perImage,
    Optional<Path> trainingLog,
    int deviceSeconds,
    Optional<Path> sweepModel) {

  private static final String SHIPPED = "models/mnist-cnn-float.rqm";
  private static final String NONE = "none";

  private static final Setting EPOCHS =
      new Setting("epochs", "passes over the training images, 0 to train no more", "26");
  private static final Setting RATE =
      new Setting("rate", "largest learning rate, in thousandths", "60");
  private static final Setting DECAY =
      new Setting("decay", "weight decay, in hundred-thousandths", "10");
  private static final Setting JUDGED =
      new Setting("sensitivity-images", "training images that sensitivities need", "1024");
  private static final Setting EVALUATIONS =
      new Setting("oracle-evaluations", "networks that the local search tries per budget", "60");

  private static final Setting GATE =
      new Setting(
          "gate-images", "images whose own best choices the gate learns, 0: no gate", "256");

  private static final Setting GUMBEL_EPOCHS =
      new Setting(
          "gumbel-epochs",
          "passes that train the gate through the network, 0: imitation only",
          "2");
  private static final Setting GUMBEL_IMAGES =
      new Setting("gumbel-images", "training images of these passes", "8192");

  private static final Setting PER_IMAGE =
      new Setting(
          "per-image",
          "images of the hold-out to compare choices for every image on, 0: none",
          "0");

  private static final Setting WIDTHS =
      new Setting(
          "widths", "candidate widths that are trained, of 2..10, one of at least 8", "8,6,4,3,2");
  private static final Setting LOG =
      new Setting("training-log", "train.jsonl of an earlier run, shown if this one has none", "");
  private static final Setting DEVICE =
      new Setting(
          "device-seconds", "time to measure on this device (Figs. 15, 18, times), 0: not", "60");
  private static final Setting SWEEP =
      new Setting(
          "sweep-model",
          "MNIST network with real weights for Fig. 20; none: leave it out",
          SHIPPED);

  static final List<Setting> ALL =
      Stream.concat(
              Stream.of(
                  EPOCHS,
                  RATE,
                  DECAY,
                  WIDTHS,
                  JUDGED,
                  EVALUATIONS,
                  GATE,
                  GUMBEL_EPOCHS,
                  GUMBEL_IMAGES,
                  PER_IMAGE,
                  LOG,
                  DEVICE,
                  SWEEP),
              MethodSettings.ALL.stream())
          .toList();

  private static final int MOST = 1_000_000;

  /**
   * Reads the settings of a task.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  static QuantLstmSettings of(CompressionTask task, String backbone) {
    int epochs = task.number(EPOCHS, 0, 10_000);
    return new QuantLstmSettings(
        MethodSettings.of(
            task,
            backbone,
            Math.max(1, epochs),
            task.number(RATE, 1, 1000) / 1000.0,
            task.number(DECAY, 0, 1000) / 100_000.0),
        epochs,
        WidthList.parse(task.value(WIDTHS)),
        task.number(JUDGED, 1, 100_000),
        task.number(EVALUATIONS, 0, MOST),
        task.number(GATE, 0, 100_000),
        task.number(GUMBEL_EPOCHS, 0, 1000),
        task.number(GUMBEL_IMAGES, 64, MOST),
        task.number(PER_IMAGE, 0, MOST),
        Optional.of(task.value(LOG))
            .filter(text -> !text.isBlank())
            .map(Path::of)
            .map(file -> present(LOG, file)),
        task.number(DEVICE, 0, 3600),
        sweepModel(task));
  }

  private static Optional<Path> sweepModel(CompressionTask task) {
    String text = task.value(SWEEP);
    if (text.isBlank() || text.equals(NONE)) {
      return Optional.empty();
    }
    Path file = Path.of(text);
    // The one that is taken by default need not be there.
    return task.settings().containsKey(SWEEP.name())
        ? Optional.of(present(SWEEP, file))
        : Optional.of(file).filter(Files::isRegularFile);
  }

  private static Path present(Setting setting, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--" + setting.name() + ": there is no file " + file);
    }
    return file;
  }

  /** Whether there is anything to train. */
  boolean trains() {
    return epochs > 0;
  }

  /** What the training was told, by key; it says so if there was none. */
  Map<String, String> training() {
    Map<String, String> map = config().asMap();
    map.put("epochs", Integer.toString(epochs));
    return map;
  }

  /**
   * The log whose epochs the report shows: the run's own if it trains, else the one that was named.
   *
   * @param directory where the training keeps its state
   */
  Optional<Path> trainingLog(Path directory) {
    return trains() ? Optional.of(directory.resolve("train.jsonl")) : trainingLog;
  }

  /** What decides the model, as one line: what is only measured or shown is not in it. */
  String decisive() {
    return "%s, calibration %d, sensitivities %d, oracle %d, gate %d"
        .formatted(training(), calibration(), judged, evaluations, gateImages);
  }

  /** Configuration of the training. */
  TrainingConfig config() {
    return method.config();
  }

  /** Training images that policies are estimated on. */
  int calibration() {
    return method.calibration();
  }

  /** Indices of the training images that are trained on. */
  int[] fit(DataSet data) {
    return method.fit(data);
  }

  /** Indices of the training images that are kept back. */
  int[] heldOut(DataSet data) {
    return method.heldOut(data);
  }
}
