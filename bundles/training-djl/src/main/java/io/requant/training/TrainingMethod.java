package io.requant.training;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a compression method adds to training. Every replica calls it from its own thread, so it
 * must not have mutable state of its own: what changes belongs into {@link #tensors}, which are
 * saved and resumed with the run.
 */
@ConsumerType
public interface TrainingMethod {

  /** Training of the network as it is. */
  TrainingMethod PLAIN = new TrainingMethod() {};

  /** Its settings by name: part of what must be equal for a run to be resumed. */
  default Map<String, String> settings() {
    return Map.of();
  }

  /**
   * Whether the network's own weights and normalisations stay as they are while tensors of the
   * method are trained; no by default.
   */
  default boolean frozen() {
    return false;
  }

  /** Tensors besides those of the network, with their first values. */
  default Map<TensorSpec, float[]> tensors() {
    return Map.of();
  }

  /**
   * TorchScript methods by name, in the serialised dialect: two spaces of indentation, {@code def
   * name(self: __torch__.Net, x: Tensor) -> Tensor:}, operations written {@code torch.op(...)}.
   * They see bfloat16 maps that DJL's own operations cannot handle.
   */
  default Map<String, String> script() {
    return Map.of();
  }

  /**
   * Networks besides the one in training that passes compute, such as one that teaches, by a name
   * that is the prefix of their tensors: {@code NAME/LAYER.weight} and so on, all among {@link
   * #tensors}.
   */
  default Map<String, Graph> networks() {
    return Map.of();
  }

  /** How layers compute in one pass, in training and in evaluation. */
  default LayerHook layers(Pass pass) {
    return LayerHook.NONE;
  }

  /**
   * Whether accuracies during a run are measured with the statistics of each batch. For methods
   * whose running statistics mix what several ways of computing see, and that estimate them anew at
   * the end.
   */
  default boolean judgedOnBatchStatistics() {
    return false;
  }

  /** The scalar whose gradient is followed. */
  default NDArray loss(TrainingPass pass) {
    return pass.crossEntropy(pass.logits(layers(pass), true));
  }

  /**
   * Factor on the rate of a tensor that descends ({@link Update.Descent}), in one step; 1 by
   * default. With 0 the tensor stays as it is, its momentum too, and no gradient is computed.
   *
   * @param tensor its name
   * @param step steps taken before, from 0
   * @param steps steps of the whole run
   */
  default double rate(String tensor, long step, long steps) {
    return 1;
  }

  /**
   * Called before each step is taken, on one thread, to learn from the gradients and write {@link
   * Update.Fixed} tensors.
   *
   * @param step steps taken before, from 0
   * @param gradients mean gradient over the share of each replica, by name; not to be changed
   * @param share images of a replica's share
   * @param tensors the tensor of a name, except statistics; fixed ones may be changed in place
   */
  default void gradientsReady(
      long step,
      List<Map<String, NDArray>> gradients,
      int share,
      Function<String, NDArray> tensors) {}

  /**
   * Called after each step on one thread, without gradients, to write {@link Update.Fixed} tensors.
   *
   * @param step steps taken, from 1
   * @param steps steps of the whole run
   * @param tensors the tensor of a name, except statistics; change it in place
   */
  default void stepFinished(long step, long steps, Function<String, NDArray> tensors) {}
}
