package io.requant.training.sparse;

import ai.djl.ndarray.NDArray;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import io.requant.training.TensorSpec;
import io.requant.training.TrainedNetwork;
import io.requant.training.TrainingMethod;
import io.requant.training.TrainingPass;
import io.requant.training.internal.export.Unfolding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The fine-tune after joint training (Yao et al. 2023, section 4.1): masks, widths and grids stay
 * as they were found, the weights that are kept learn on with a learning rate of their own.
 */
public final class SparseTuning implements TrainingMethod {

  private final SparseTraining searched;
  private final TrainedNetwork found;

  /**
   * Prepares.
   *
   * @param searched the method that found masks, widths and grids
   * @param found what it left, at the end of its run
   */
  public SparseTuning(SparseTraining searched, TrainedNetwork found) {
    this.searched = searched;
    this.found = found;
  }

  /** Values of the network and of the method to start from, for {@code TrainingJob.start}. */
  public Map<String, float[]> values() {
    return found.tensors();
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>(searched.settings());
    all.put("tuned", Unfolding.digest(found.tensors()).hex());
    return all;
  }

  @Override
  public Map<TensorSpec, float[]> tensors() {
    return searched.tensors();
  }

  @Override
  public Map<String, String> script() {
    return searched.script();
  }

  @Override
  public LayerHook layers(Pass pass) {
    return searched.layers(pass);
  }

  @Override
  public NDArray loss(TrainingPass pass) {
    return searched.loss(pass);
  }

  @Override
  public void stepFinished(long step, long steps, Function<String, NDArray> tensors) {
    searched.keepScales(tensors);
  }
}
