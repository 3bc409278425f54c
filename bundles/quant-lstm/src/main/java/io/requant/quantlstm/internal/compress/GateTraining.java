package io.requant.quantlstm.internal.compress;

import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.compare.BudgetComparisons;
import io.requant.quantlstm.internal.gate.GateMaker;
import io.requant.quantlstm.internal.gate.GumbelStage;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Sensitivities;
import io.requant.training.DataSet;
import io.requant.training.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The stages that train the gate: by imitation, then through the network. */
final class GateTraining {

  static final CompressionStage GATE =
      new CompressionStage("gate", "an LSTM gate learns the best choices, for all and one", 100);

  private static final String GUMBEL = "gumbel";

  private final Training training;
  private final QuantLstmSettings settings;
  private final DataSet data;
  private final CompressionListener listener;

  GateTraining(
      Training training, QuantLstmSettings settings, DataSet data, CompressionListener listener) {
    this.training = training;
    this.settings = settings;
    this.data = data;
    this.listener = listener;
  }

  static CompressionStage gumbel(QuantLstmSettings settings) {
    return new CompressionStage(
        GUMBEL, "the gate learns through the network that it chooses for", settings.gumbelEpochs());
  }

  /** Trains a gate on what the sensitivities say, if the settings want one. */
  Optional<TrainedGate> gate(
      CompressionTask task,
      SharedNetwork shared,
      Policy widest,
      LabelledImages shown,
      Sensitivities sensitivities)
      throws IOException, InterruptedException {
    if (settings.gateImages() == 0) {
      return Optional.empty();
    }
    List<LayerCosts> costs =
        shared.outerWidths().stream().map(bits -> BudgetComparisons.costs(shared, bits)).toList();
    float[][][] means =
        FeatureRecorder.record(shared.network(), widest, costs.get(0).layers(), shown);
    listener.progressed(GATE, 20, "features of " + means.length + " images recorded");
    TrainedGate trained =
        new GateMaker(shared.network().digest(), costs, sensitivities, means)
            .make(settings.gateImages(), GateMaker.Steps.DEFAULT, settings.config().seed());
    listener.progressed(
        GATE,
        100,
        String.format(
            Locale.ROOT,
            "%d parameters, cross entropy %.4f nats a layer for all images, %.4f for single ones",
            trained.gate().parameterCount(),
            trained.levelLoss(),
            trained.imageLoss()));
    if (settings.gumbelEpochs() == 0) {
      return Optional.of(trained);
    }
    Path directory = Files.createDirectories(task.directory().resolve(GUMBEL));
    return Optional.of(
        new GumbelStage(training, shared, costs)
            .run(
                trained,
                new GumbelStage.Plan(
                    settings.gumbelEpochs(), settings.gumbelImages(), settings.config().seed()),
                data,
                settings.fit(data),
                directory,
                task.resume(),
                record ->
                    listener.progressed(
                        gumbel(settings), record.epoch(), GumbelStage.note(record))));
  }
}
