package io.requant.training.internal.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import io.requant.training.internal.torch.ForwardPass;
import io.requant.training.internal.torch.Precision;
import io.requant.training.internal.torch.Script;
import java.util.Map;

/** A pass over a batch with given tensors. */
class ScriptedPass implements Pass {
  private final Network network;
  private final NDManager manager;
  private final NDArray images;
  private final Map<String, NDArray> tensors;

  /**
   * How a network is computed.
   *
   * @param forward its graph
   * @param script its operations and those of the method
   * @param precision format of convolutions and feature maps
   * @param others graphs of further networks, by the prefix of their tensors
   */
  record Network(
      ForwardPass forward, Script script, Precision precision, Map<String, ForwardPass> others) {}

  /**
   * Creates a pass.
   *
   * @param network how to compute
   * @param manager owner of everything computed
   * @param batch images of the batch
   * @param tensors all tensors by name
   */
  ScriptedPass(
      Network network, NDManager manager, BatchTensor batch, Map<String, NDArray> tensors) {
    this.network = network;
    this.manager = manager;
    this.images = batch.tensor(manager);
    this.tensors = tensors;
  }

  @Override
  public final NDManager manager() {
    return manager;
  }

  @Override
  public final NDArray images() {
    return images;
  }

  @Override
  public final NDArray tensor(String name) {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the run has no tensor " + name);
    }
    return tensor;
  }

  @Override
  public final NDArray call(String method, NDArray... arguments) {
    return network.script().call(method, arguments);
  }

  @Override
  public final NDArray logits(LayerHook hook, boolean batchStatistics) {
    return network
        .forward()
        .logits(images, this::tensor, hook, batchStatistics, network.precision());
  }

  @Override
  public final NDArray logits(String name) {
    ForwardPass forward = network.others().get(name);
    if (forward == null) {
      throw new IllegalArgumentException("the run has no network " + name);
    }
    return forward.logits(
        images, t -> tensor(name + "/" + t), LayerHook.NONE, false, network.precision());
  }
}
