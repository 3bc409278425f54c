package io.requant.training;

import io.requant.model.graph.Graph;
import java.nio.file.Path;
import java.util.Map;

/**
 * One piece of training.
 *
 * @param config how to train
 * @param graph what to train; every convolution gets batch normalisation
 * @param data what to train on
 * @param directory where checkpoint and log are kept; must exist
 * @param resume whether to go on from the checkpoint in that directory; without it a checkpoint is
 *     an error, so that no run is overwritten by accident
 * @param start values to start from by tensor name, as in {@link TrainedNetwork#tensors}; tensors
 *     that are not named start at random, so an empty map means from scratch
 * @param method what is trained besides the network, and how
 */
public record TrainingJob(
    TrainingConfig config,
    Graph graph,
    DataSet data,
    Path directory,
    boolean resume,
    Map<String, float[]> start,
    TrainingMethod method) {

  /** Plain training from scratch. */
  public TrainingJob(
      TrainingConfig config, Graph graph, DataSet data, Path directory, boolean resume) {
    this(config, graph, data, directory, resume, Map.of(), TrainingMethod.PLAIN);
  }
}
