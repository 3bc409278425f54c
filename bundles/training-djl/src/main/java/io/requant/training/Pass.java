package io.requant.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.osgi.annotation.versioning.ProviderType;

/** One forward pass over a batch, used by one thread. */
@ProviderType
public interface Pass {

  /** Owner of everything that is computed; closed after the pass. */
  NDManager manager();

  /** N x C x H x W, single precision, channels-last strides. */
  NDArray images();

  /**
   * The tensor of a name: of the network or of the method.
   *
   * @throws IllegalArgumentException if there is none
   */
  NDArray tensor(String name);

  /**
   * Calls a TorchScript method of {@link TrainingMethod#script}.
   *
   * @param method its name
   * @param arguments tensors; the first one must belong to {@link #manager}, which will own the
   *     result
   */
  NDArray call(String method, NDArray... arguments);

  /**
   * Computes the network.
   *
   * @param hook what is changed on the way
   * @param batchStatistics whether normalisation uses the statistics of the batch and moves the
   *     running ones; only while training
   * @return N x classes, single precision
   */
  NDArray logits(LayerHook hook, boolean batchStatistics);

  /**
   * Computes another network of {@link TrainingMethod#networks} on the same images, normalised as
   * those of the network in training are. Nothing of it is changed.
   *
   * @param network its name
   * @return N x classes, single precision
   * @throws IllegalArgumentException if there is none
   */
  NDArray logits(String network);
}
