package io.requant.dscprune.internal.compress;

import io.requant.api.method.CompressionStage;
import java.util.List;

/** The stages of a run, as progress is told. */
record RunStages(
    CompressionStage sensitivities,
    CompressionStage search,
    CompressionStage layers,
    CompressionStage channels,
    CompressionStage training,
    CompressionStage result) {

  /**
   * Names them.
   *
   * @param items what sensitivities consist of
   */
  static RunStages of(DscPruneSettings settings, int items) {
    return new RunStages(
        new CompressionStage(
            "sensitivities",
            "channels, layers and sizes of images are cut one by one, each tuned for a short time",
            items),
        new CompressionStage("search", "plans within the limits and on the device", 1),
        new CompressionStage(
            "layers", "whole layers are dropped, the rest is trained", settings.dropEpochs()),
        new CompressionStage(
            "channels",
            "channels are removed, the rest is trained",
            settings.method().config().epochs()),
        new CompressionStage(
            "quantization", "it learns to compute in integers", settings.qatEpochs()),
        new CompressionStage("result", "every stage in integers, tested once, reported", 1));
  }

  List<CompressionStage> all() {
    return List.of(sensitivities, search, layers, channels, training, result);
  }
}
