package io.requant.sqs.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.model.file.Model;
import io.requant.model.file.PackedModel;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.CompactEstimator;
import io.requant.model.quantize.SparseNetwork;
import io.requant.training.DataSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** From a trained sparse network to what a file stores of it. */
final class Packing {

  /** Name of the one policy. */
  static final String POLICY = "sqs";

  private final Backend backend;
  private final SqsSettings settings;
  private final DataSet data;
  private final Map<String, String> provenance;

  /**
   * Prepares.
   *
   * @param backend computes accuracies
   * @param settings of the run
   * @param data what the network is for
   * @param source provenance of the network to start from
   */
  Packing(Backend backend, SqsSettings settings, DataSet data, Map<String, String> source) {
    this.backend = backend;
    this.settings = settings;
    this.data = data;
    this.provenance = new TreeMap<>();
    for (String key : List.of("dataset", "licence", "seed")) {
      Optional.ofNullable(source.get(key)).ifPresent(value -> provenance.put(key, value));
    }
    provenance.put("method", SqsMethod.NAME);
  }

  /** What a file says about where it is from: short, because every byte counts. */
  Map<String, String> provenance() {
    return provenance;
  }

  /** Estimates constants on training images. */
  PackedModel pack(SparseNetwork network) {
    CalibrationImages images =
        CalibrationImages.of(
            data.train(), settings.fit(data), settings.calibration(), network.augmentation());
    Map<String, short[]> integers = new LinkedHashMap<>();
    network.layers().forEach((name, weights) -> integers.put(name, weights.integers()));
    return new PackedModel(
        network.graph(),
        integers,
        CompactEstimator.estimate(network, images),
        network.sparsity(),
        POLICY,
        Optional.empty(),
        provenance);
  }

  /** Accuracy of the integers on the images kept back, 0..1. */
  double holdout(Model model) {
    return Accuracy.of(backend, model, POLICY, data.train().select(settings.heldOut(data)));
  }

  /** Accuracy of the integers on the test images, 0..1. */
  double test(Model model) {
    return Accuracy.of(backend, model, POLICY, data.test());
  }
}
