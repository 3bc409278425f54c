package io.requant.training.sparse;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.training.LayerHook;
import io.requant.training.Pass;

/** Computes one pass with the tensors of the network that teaches; nothing of it is trained. */
final class TeacherHook implements LayerHook {

  private final Pass pass;

  TeacherHook(Pass pass) {
    this.pass = pass;
  }

  @Override
  public NDArray weights(Parametric layer, NDArray weights) {
    return pass.tensor(SparseTensors.teacher(layer.name()) + ".weight");
  }

  /** A linear layer adds the bias of the network in training, which is exchanged here. */
  @Override
  public NDArray output(Layer layer, NDArray y) {
    if (!(layer instanceof Linear)) {
      return y;
    }
    NDArray own = pass.tensor(layer.name() + ".bias");
    NDArray taught = pass.tensor(SparseTensors.teacher(layer.name()) + ".bias");
    return y.sub(own).add(taught).stopGradient();
  }

  @Override
  public String normalisation(Conv layer) {
    return SparseTensors.teacher(layer.name());
  }
}
