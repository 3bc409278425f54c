package io.requant.quantlstm.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionStage;
import io.requant.model.dataset.DataSetException;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.Holdout;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.quantlstm.internal.measure.DeviceClock;
import io.requant.quantlstm.internal.measure.DeviceFigures;
import io.requant.quantlstm.internal.measure.DeviceRun;
import io.requant.quantlstm.internal.measure.WidthSweep;
import io.requant.quantlstm.internal.report.Findings;
import io.requant.quantlstm.internal.report.WidthSweepSection.Sweep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Measurements that only the report needs; the settings can leave them out. */
final class RunMeasurements {

  private static final String DIGITS = "mnist";
  private static final int CALIBRATION = 256;

  private final Backend backend;
  private final QuantLstmSettings settings;
  private final CompressionListener listener;

  RunMeasurements(Backend backend, QuantLstmSettings settings, CompressionListener listener) {
    this.backend = backend;
    this.settings = settings;
    this.listener = listener;
  }

  /** The stages that there will be. */
  static List<CompressionStage> stages(QuantLstmSettings settings) {
    List<CompressionStage> stages = new ArrayList<>();
    if (settings.deviceSeconds() > 0) {
      stages.add(device());
    }
    if (settings.sweepModel().isPresent()) {
      stages.add(sweep());
    }
    return stages;
  }

  private static CompressionStage device() {
    return new CompressionStage(
        "device", "times and processor shares on this machine (Figs. 15 and 18, Table 2)", 3);
  }

  private static CompressionStage sweep() {
    return new CompressionStage(
        "widths", "a network for digits at every width (Fig. 20)", WidthSweep.WIDTHS.size());
  }

  /** Times and shares on this machine, if they are wanted. */
  Optional<DeviceFigures> device(Findings findings, LabelledImages images)
      throws InterruptedException {
    if (settings.deviceSeconds() == 0) {
      return Optional.empty();
    }
    int[] done = new int[1];
    DeviceRun run =
        new DeviceRun(
            backend,
            findings.shared().network(),
            findings.policies(),
            images,
            DeviceClock.ofThisMachine());
    return Optional.of(
        run.measure(
            settings.deviceSeconds(), note -> listener.progressed(device(), ++done[0], note)));
  }

  /** Accuracies of the network for digits, if they are wanted and its images are there. */
  Optional<Sweep> sweep(Path data) throws IOException {
    if (settings.sweepModel().isEmpty()) {
      return Optional.empty();
    }
    Path file = settings.sweepModel().get();
    Model model = ModelFile.read(file);
    FloatNetwork network =
        model
            .floats()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        file + " has no real weights; give the one that was trained, or none"));
    LabelledImages train;
    LabelledImages test;
    try {
      train = DataSets.open(data, DIGITS, Split.FIT, DataSets.ALL);
      test = DataSets.open(data, DIGITS, Split.TEST, DataSets.ALL);
    } catch (DataSetException e) {
      listener.progressed(sweep(), 0, "left out: " + e.getMessage());
      return Optional.empty();
    }
    int[] chosen = Holdout.indices(train.count(), CALIBRATION, settings.config().seed());
    WidthSweep sweep =
        new WidthSweep(
            backend,
            network,
            CalibrationImages.of(train, chosen, CALIBRATION, Augmentation.NONE),
            test);
    int least = WidthSweep.WIDTHS.get(0);
    List<WidthSweep.Point> points =
        sweep.points(
            bits -> listener.progressed(sweep(), bits - least + 1, bits + " bits measured"));
    return Optional.of(
        new Sweep(
            network.graph().name(),
            DIGITS,
            test.count(),
            CALIBRATION,
            top1(model),
            points,
            List.of(sweep.mix(7, 10), sweep.mix(5, 9), sweep.mix(6, 10), sweep.mix(6, 9))));
  }

  private static OptionalDouble top1(Model model) {
    try {
      return OptionalDouble.of(Double.parseDouble(model.provenance().getOrDefault("top1", "")));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty(); // a provenance is free text
    }
  }
}
