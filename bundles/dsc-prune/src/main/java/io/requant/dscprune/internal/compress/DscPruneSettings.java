package io.requant.dscprune.internal.compress;

import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.dscprune.internal.search.Limits;
import io.requant.training.MethodSettings;
import io.requant.training.TrainingConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run is told.
 *
 * @param method what all methods are told; its configuration is that of the training after channels
 *     were removed
 * @param limits what the network may cost
 * @param multiple channels are kept in multiples of this
 * @param percents parts of the channels whose loss is measured
 * @param sides sizes of the images that are measured
 * @param side size of the images to cut for; 0 lets the search choose
 * @param images training images of a short fine-tuning
 * @param judged images kept back that judge it
 * @param shortRate its largest learning rate
 * @param dropEpochs passes after layers were dropped
 * @param qatEpochs passes of quantization-aware training
 * @param qatRate its largest learning rate
 * @param widths trained widths, descending
 * @param teacher model whose network teaches; none for the one to start from
 * @param distillation part of the loss that its answers make up, 0..1
 * @param softness temperature of its answers
 * @param device device to fit; empty for none
 * @param framesPerSecond wanted on it, 0 for none
 * @param clockHertz of it
 * @param fit whether what is made has to fit it
 */
record DscPruneSettings(
    MethodSettings method,
    Limits limits,
    int multiple,
    List<Integer> percents,
    List<Integer> sides,
    int side,
    int images,
    int judged,
    double shortRate,
    int dropEpochs,
    int qatEpochs,
    double qatRate,
    List<Integer> widths,
    Optional<Path> teacher,
    double distillation,
    double softness,
    String device,
    int framesPerSecond,
    double clockHertz,
    boolean fit) {

  private static final Setting LAYERS =
      new Setting("layers", "depthwise-separable layers that are left", "7");
  private static final Setting KILOMACS =
      new Setting("kilomacs", "most multiply-adds, in thousands", "3800");
  private static final Setting WEIGHTS =
      new Setting("weights", "most weights: bytes at 8 bits", "90000");
  private static final Setting MULTIPLE =
      new Setting("multiple", "channels are kept in multiples of this", "4");
  private static final Setting PERCENTS =
      new Setting(
          "percents",
          "parts of each layer's channels whose loss is measured",
          "10,20,30,40,50,60,70,80,90");
  private static final Setting SIDES =
      new Setting("sides", "sizes of the images whose loss is measured; empty: a sweep", "");
  private static final Setting SIDE =
      new Setting(
          "side", "size of the images to cut for; 0: the search chooses; empty: as it is", "");
  private static final Setting IMAGES =
      new Setting("short-images", "training images of each short fine-tuning", "2560");
  private static final Setting JUDGED =
      new Setting("short-holdout", "images kept back that judge it, at most --holdout", "1000");
  private static final Setting SHORT_RATE =
      new Setting("short-rate", "its largest learning rate, in thousandths", "20");
  private static final Setting DROP_EPOCHS =
      new Setting("drop-epochs", "passes after layers were dropped", "4");
  private static final Setting EPOCHS =
      new Setting("epochs", "passes after channels were removed", "40");
  private static final Setting RATE =
      new Setting("rate", "largest learning rate of both, in thousandths", "100");
  private static final Setting DECAY =
      new Setting("decay", "weight decay, in hundred-thousandths", "20");
  private static final Setting QAT_EPOCHS =
      new Setting("qat-epochs", "passes of quantization-aware training", "12");
  private static final Setting QAT_RATE =
      new Setting("qat-rate", "its largest learning rate, in thousandths", "30");
  private static final Setting WIDTHS =
      new Setting("widths", "trained widths, of 2..10, one of at least 8", "8,6,4");
  private static final Setting TEACHER =
      new Setting("teacher", "model whose float network teaches; empty: the one cut", "");
  private static final Setting DISTILLATION =
      new Setting("distillation", "part of the loss from the teacher's answers, %", "70");
  private static final Setting SOFTNESS =
      new Setting("softness", "temperature of these answers", "3");
  private static final Setting DEVICE =
      new Setting("device", "FPGA to fit, e.g. gw2a-18; empty: none", "");
  private static final Setting FPS =
      new Setting("fps", "frames a second wanted on it; 0: the fastest that fits", "0");
  private static final Setting FIT =
      new Setting("fit", "yes: what is made has to fit the device; no: only report it", "yes");
  private static final Setting CLOCK = new Setting("clock", "its clock, in kHz", "54000");

  static final List<Setting> ALL =
      Stream.concat(
              Stream.of(
                  LAYERS,
                  KILOMACS,
                  WEIGHTS,
                  MULTIPLE,
                  SIDE,
                  DEVICE,
                  FPS,
                  CLOCK,
                  FIT,
                  PERCENTS,
                  SIDES,
                  IMAGES,
                  JUDGED,
                  SHORT_RATE,
                  DROP_EPOCHS,
                  EPOCHS,
                  RATE,
                  DECAY,
                  QAT_EPOCHS,
                  QAT_RATE,
                  WIDTHS,
                  TEACHER,
                  DISTILLATION,
                  SOFTNESS),
              MethodSettings.ALL.stream())
          .toList();

  private static final int MOST_EPOCHS = 10_000;
  private static final double PADDING_PART = 1.0 / 8;
  private static final double SHORT_AVERAGE = 0.9;

  /** Small, so that few images make many steps. */
  private static final int SHORT_BATCH = 32;

  /**
   * Reads the settings of a task.
   *
   * @param network name of what is cut
   * @param imageSide rows and columns of the images that it reads
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  static DscPruneSettings of(CompressionTask task, String network, int imageSide) {
    MethodSettings method =
        MethodSettings.of(
            task,
            network,
            task.number(EPOCHS, 1, MOST_EPOCHS),
            task.number(RATE, 1, 1000) / 1000.0,
            task.number(DECAY, 0, 1000) / 1e5);
    return new DscPruneSettings(
        method,
        new Limits(
            task.number(LAYERS, 1, 1000),
            1000L * task.number(KILOMACS, 1, Integer.MAX_VALUE),
            task.number(WEIGHTS, 1, Integer.MAX_VALUE)),
        task.number(MULTIPLE, 1, 64),
        numbers(task, PERCENTS, 1, 99),
        task.value(SIDES).isBlank() ? sweep(imageSide) : numbers(task, SIDES, 1, 512),
        task.value(SIDE).isBlank() ? imageSide : task.number(SIDE, 0, 512),
        task.number(IMAGES, 1, 1_000_000),
        Math.min(task.number(JUDGED, 1, 1_000_000), method.config().holdout()),
        task.number(SHORT_RATE, 1, 1000) / 1000.0,
        task.number(DROP_EPOCHS, 1, MOST_EPOCHS),
        task.number(QAT_EPOCHS, 1, MOST_EPOCHS),
        task.number(QAT_RATE, 1, 1000) / 1000.0,
        widths(task),
        teacher(task),
        task.number(DISTILLATION, 0, 100) / 100.0,
        task.number(SOFTNESS, 1, 20),
        task.value(DEVICE),
        task.number(FPS, 0, 1_000_000),
        1000.0 * task.number(CLOCK, 1, 10_000_000),
        yes(task, FIT));
  }

  /** From half of a side to all of it. */
  private static List<Integer> sweep(int whole) {
    return IntStream.of(4, 5, 6, 7, 8).map(eighths -> whole * eighths / 8).boxed().toList();
  }

  private static List<Integer> numbers(CompressionTask task, Setting setting, int least, int most) {
    try {
      List<Integer> numbers =
          Arrays.stream(task.value(setting).split(",", -1))
              .map(String::trim)
              .map(Integer::valueOf)
              .distinct()
              .sorted()
              .toList();
      if (numbers.stream().allMatch(n -> n >= least && n <= most)) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      // The message below says what is wrong.
    }
    throw new IllegalArgumentException(
        "--%s is '%s'; give whole numbers in %d..%d with commas"
            .formatted(setting.name(), task.value(setting), least, most));
  }

  private static List<Integer> widths(CompressionTask task) {
    List<Integer> widths = new ArrayList<>(numbers(task, WIDTHS, 2, 10));
    java.util.Collections.reverse(widths);
    if (widths.get(0) < 8) {
      throw new IllegalArgumentException(
          "--widths is '" + task.value(WIDTHS) + "'; one of them has to be 8, 9 or 10");
    }
    return widths;
  }

  private static boolean yes(CompressionTask task, Setting setting) {
    String text = task.value(setting);
    if (!text.equals("yes") && !text.equals("no")) {
      throw new IllegalArgumentException(
          "--%s is '%s'; give yes or no".formatted(setting.name(), text));
    }
    return text.equals("yes");
  }

  private static Optional<Path> teacher(CompressionTask task) {
    String text = task.value(TEACHER);
    if (text.isBlank()) {
      return Optional.empty();
    }
    Path file = Path.of(text);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--teacher: there is no file " + file);
    }
    return Optional.of(file);
  }

  /** Of a training with images of a size. */
  TrainingConfig training(int epochs, double rate, int imageSide) {
    TrainingConfig c = method.config();
    return config(c, epochs, c.batch(), rate, c.averageDecay(), imageSide);
  }

  /** Of a short fine-tuning, whose images are all that {@link ShortData} has. */
  TrainingConfig shortTraining(int imageSide) {
    TrainingConfig c = method.config().with(null, null, null, null, judged, 0);
    int batch = Math.max(2, Math.min(SHORT_BATCH, Math.min(c.batch(), images / 2 * 2)));
    return config(c, 1, batch, shortRate, SHORT_AVERAGE, imageSide);
  }

  /** Small networks train faster in single precision. */
  private static TrainingConfig config(
      TrainingConfig c, int epochs, int batch, double rate, double averageDecay, int imageSide) {
    return c.with(epochs, batch, null, null, null, null)
        .withRate(rate, c.warmUp())
        .withAverageDecay(averageDecay)
        .withPadding((int) Math.max(1, Math.round(imageSide * PADDING_PART)))
        .inSinglePrecision();
  }

  /** What the short fine-tunings depend on, besides the network. */
  String shortText() {
    return "%d images, judged on %d, rate %s, batch %d, hold-out %d, limit %d, seed %d"
        .formatted(
            images,
            judged,
            shortRate,
            Math.min(SHORT_BATCH, method.config().batch()),
            method.config().holdout(),
            method.config().limit(),
            method.config().seed());
  }
}
