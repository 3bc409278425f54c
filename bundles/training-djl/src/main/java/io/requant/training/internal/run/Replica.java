package io.requant.training.internal.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.requant.model.dataset.LabelledImages;
import io.requant.training.TrainingMethod;
import io.requant.training.internal.data.BatchFiller;
import io.requant.training.internal.optim.TrainingState;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Forward and backward pass over one share of a batch. Used by one thread.
 *
 * <p>Every step works on fresh leaves that share the storage of the trained tensors but have
 * gradients of their own, so that replicas do not see each other's and nothing must be zeroed.
 */
final class Replica {

  /**
   * What a step leaves behind; closing it frees the gradients.
   *
   * @param manager owner of the gradients
   * @param gradients mean gradient over the share, by tensor name
   * @param loss mean loss of the share
   * @param correct images of the share classified correctly
   */
  record Step(NDManager manager, Map<String, NDArray> gradients, double loss, int correct)
      implements AutoCloseable {
    @Override
    public void close() {
      manager.close();
    }
  }

  private final int number;
  private final LabelledImages images;
  private final BatchFiller filler;
  private final ScriptedPass.Network network;
  private final TrainingMethod method;
  private final BatchTensor batch;
  private final int[] labels;

  /**
   * Creates a replica.
   *
   * @param number its number, from 0
   * @param images where the batches come from
   * @param filler augments them; not shared with other replicas
   * @param network how to compute
   * @param method what is differentiated
   * @param share images of a step
   */
  Replica(
      int number,
      LabelledImages images,
      BatchFiller filler,
      ScriptedPass.Network network,
      TrainingMethod method,
      int share) {
    this.number = number;
    this.images = images;
    this.filler = filler;
    this.network = network;
    this.method = method;
    this.batch = new BatchTensor(images.shape(), share);
    this.labels = new int[share];
  }

  /**
   * Computes loss and gradients.
   *
   * @param parent owner of the step's manager
   * @param state trained tensors are read, statistics of this replica are moved
   * @param order order of the images in this epoch
   * @param from position of the batch in that order
   * @param place place in the run; its random source is used for the augmentation first
   */
  Step step(
      NDManager parent, TrainingState state, int[] order, int from, RecordedPass.Place place) {
    FloatBuffer floats = batch.floats();
    for (int i = 0; i < labels.length; i++) {
      int image = order[from + number * labels.length + i];
      labels[i] = images.label(image);
      filler.augmented(image, place.random(), floats);
    }
    NDManager manager = parent.newSubManager();
    Map<String, NDArray> leaves =
        leaves(
            manager, state.trained(), name -> method.rate(name, place.step(), place.steps()) > 0);
    Map<String, NDArray> tensors = new LinkedHashMap<>(leaves);
    tensors.putAll(state.untrained(number));
    RecordedPass pass = new RecordedPass(network, manager, batch, tensors, place, labels);
    NDArray loss;
    JniUtils.setGradMode(true);
    try {
      loss = method.loss(pass);
      JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.ones(new Shape()), false, false);
    } finally {
      JniUtils.setGradMode(false);
    }
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    leaves.forEach((name, leaf) -> gradients.put(name, gradient(leaf)));
    return new Step(manager, gradients, loss.toFloatArray()[0], pass.correct());
  }

  private static Map<String, NDArray> leaves(
      NDManager manager, Map<String, NDArray> trained, Predicate<String> learns) {
    Map<String, NDArray> leaves = new LinkedHashMap<>();
    trained.forEach(
        (name, tensor) -> {
          NDArray leaf = tensor.stopGradient();
          leaf.attach(manager);
          leaf.setRequiresGradient(learns.test(name));
          leaves.put(name, leaf);
        });
    return leaves;
  }

  /**
   * Zeros for a tensor that the loss did not use in this step, as with a branch not taken, or does
   * not learn.
   */
  private static NDArray gradient(NDArray leaf) {
    NDArray gradient = leaf.hasGradient() ? leaf.getGradient() : null;
    return gradient == null ? leaf.zerosLike() : gradient;
  }
}
