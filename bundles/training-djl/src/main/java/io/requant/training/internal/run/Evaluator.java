package io.requant.training.internal.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.quantize.Augmentation;
import io.requant.training.TensorSpec;
import io.requant.training.TrainingMethod;
import io.requant.training.internal.data.BatchFiller;
import io.requant.training.internal.torch.Tensors;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Measures accuracy in single precision and without augmentation. */
final class Evaluator {
  private static final int BATCH = 100;

  /** Most elements of all feature maps of a batch: without gradients they are still all kept. */
  private static final long MAPS = 100_000_000;

  private final NDManager parent;
  private final ReplicaThreads threads;
  private final ScriptedPass.Network network;
  private final TrainingMethod method;
  private final List<TensorSpec> specs;
  private final Normalisation normalisation;
  private final int batchSize;

  Evaluator(
      NDManager parent,
      ReplicaThreads threads,
      ScriptedPass.Network network,
      TrainingMethod method,
      List<TensorSpec> specs,
      Graph graph) {
    this.parent = parent;
    this.threads = threads;
    this.network = network;
    this.method = method;
    this.specs = specs;
    this.normalisation = graph.normalisation();
    this.batchSize = method.judgedOnBatchStatistics() ? BATCH : fitting(graph);
  }

  private static int fitting(Graph graph) {
    long maps = graph.layers().stream().mapToLong(l -> graph.shape(l.name()).size()).sum();
    return (int) Math.max(1, Math.min(BATCH, MAPS / maps));
  }

  /**
   * Measures top-1.
   *
   * @param images what to classify
   * @param values all tensors by name
   * @return correct images over all images, 0..1
   */
  double accuracy(LabelledImages images, Map<String, float[]> values) throws InterruptedException {
    try (NDManager manager = parent.newSubManager()) {
      Map<String, NDArray> tensors = Tensors.create(manager, specs, values);
      int stride = batchSize * threads.count();
      List<Integer> correct =
          threads.onEach(
              replica -> {
                BatchFiller filler = new BatchFiller(images, normalisation, Augmentation.NONE);
                int sum = 0;
                for (int from = replica * batchSize; from < images.count(); from += stride) {
                  if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("the run is ending");
                  }
                  int to = Math.min(from + batchSize, images.count());
                  sum += correct(images, filler, tensors, from, to);
                }
                return sum;
              });
      return correct.stream().mapToInt(Integer::intValue).sum() / (double) images.count();
    }
  }

  private int correct(
      LabelledImages images, BatchFiller filler, Map<String, NDArray> tensors, int from, int to) {
    BatchTensor batch = new BatchTensor(images.shape(), to - from);
    FloatBuffer floats = batch.floats();
    int[] labels = new int[to - from];
    for (int i = from; i < to; i++) {
      filler.plain(i, floats);
      labels[i - from] = images.label(i);
    }
    try (NDManager manager = parent.newSubManager()) {
      ScriptedPass pass = new ScriptedPass(network, manager, batch, tensors);
      NDArray logits = pass.logits(method.layers(pass), method.judgedOnBatchStatistics());
      return Scores.correct(logits.toFloatArray(), labels);
    }
  }
}
