package io.requant.bench.internal.command;

import io.requant.api.command.VerbException;
import io.requant.bench.internal.network.Subject;
import io.requant.bench.internal.network.Subjects;
import io.requant.bench.internal.timing.RaceOptions;
import io.requant.model.quantize.PrecisionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** What can be asked of {@code bench engines}. */
final class BenchOptions {

  private static final int MAX_SECONDS = 3600;
  private static final int MAX_IMAGES = 1000;

  /** Not asked unless it is named: it is the definition, and three orders of magnitude slower. */
  private static final String REFERENCE = "reference";

  private static final String BASE = "w8a8";

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "a .rqm of your own instead of the networks; may be given again")
  List<Path> models = List.of();

  @Option(
      names = "--networks",
      split = ",",
      paramLabel = "NAME",
      description = "resnet20, mnist-cnn, resnet56, mobilenetv2, dsc7-32, dsc7-96 (default: all)")
  List<String> networks = List.of();

  @Option(
      names = "--policy",
      defaultValue = BASE,
      paramLabel = "POLICY",
      description = "policy of models (default: ${DEFAULT-VALUE})")
  String policy;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "ID",
      description = "engines to compare, peers among them (default: all but 'reference')")
  List<String> engines = List.of();

  @Option(
      names = "--sweep",
      split = ",",
      defaultValue = "w2a2,w3a3,w4a4,w5a5,w6a6,w7a7,w8a8,w9a9,w16a16",
      paramLabel = "WxAy",
      description = "widths to time against w8a8 (default: ${DEFAULT-VALUE})")
  List<String> widths;

  @Option(names = "--no-sweep", description = "do not time other widths")
  boolean noSweep;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "N",
      description = "time for each network, half of it to warm up (default: ${DEFAULT-VALUE})")
  double seconds;

  @Option(
      names = "--quick",
      description = "one second for each network, two images, three widths: to see that it works")
  boolean quick;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "a data set in its official form, to compare classes on its test images")
  Path data;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "images that engines are checked on before they are timed (default: 4)")
  Integer images;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "random weights, images and orders (default: ${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "write FILE as JSON, and a page of the same name with .html")
  Path report;

  /** Refuses what makes no sense. */
  void check() {
    if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
      throw new VerbException(
          "--seconds " + seconds + ": above 0 and at most " + MAX_SECONDS + " are possible");
    }
    if (images != null && (images < 1 || images > MAX_IMAGES)) {
      throw new VerbException("--images " + images + ": 1.." + MAX_IMAGES + " are possible");
    }
    if (!models.isEmpty() && !networks.isEmpty()) {
      throw new VerbException("--model and --networks exclude each other: give one of them");
    }
    for (String name : networks) {
      if (!Subjects.DEFAULT.contains(name)) {
        throw new VerbException(
            "--networks %s: there are %s, and --model for your own"
                .formatted(name, String.join(", ", Subjects.DEFAULT)));
      }
    }
    widths.forEach(PrecisionSpec::parse);
    if (report != null) {
      checkWritable(report.toAbsolutePath().getParent());
    }
  }

  /** Before minutes of work, not after. */
  private void checkWritable(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new VerbException("--report " + report + " cannot be written: " + e, e);
    }
    if (Files.isDirectory(report) || !Files.isWritable(folder)) {
      throw new VerbException("--report " + report + " cannot be written: give another file");
    }
  }

  /** Names of networks, or files of models. */
  List<String> wanted() {
    if (!models.isEmpty()) {
      return models.stream().map(Path::toString).toList();
    }
    return networks.isEmpty() ? Subjects.DEFAULT : networks;
  }

  Subject subject(Subjects subjects, String wanted) {
    return models.isEmpty()
        ? subjects.named(wanted, policy)
        : subjects.ofFile(Path.of(wanted), policy);
  }

  boolean chosen(String id) {
    return engines.isEmpty() ? !id.equals(REFERENCE) : engines.contains(id);
  }

  int imageCount() {
    return images != null ? images : quick ? 2 : 4;
  }

  int switches() {
    return quick ? 3 : 15;
  }

  Duration peakTime() {
    return Duration.ofMillis(quick ? 100 : 500);
  }

  /** Widths to time, w8a8 among them; empty for none. */
  List<String> sweep() {
    if (noSweep) {
      return List.of();
    }
    Set<String> all = new LinkedHashSet<>(quick ? List.of("w2a2", "w16a16") : widths);
    all.add(BASE);
    return all.stream()
        .sorted(
            Comparator.comparing(
                PrecisionSpec::parse,
                Comparator.comparingInt(PrecisionSpec::weightBits)
                    .thenComparingInt(PrecisionSpec::activationBits)))
        .toList();
  }

  RaceOptions race() {
    long half = (long) ((quick ? 1 : seconds) / 2 * TimeUnit.SECONDS.toNanos(1));
    long block = TimeUnit.MICROSECONDS.toNanos(quick ? 300 : 1000);
    return new RaceOptions(block, half, half, quick ? 5 : 15, seed);
  }
}
