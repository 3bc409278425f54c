package io.requant.training.internal.torch;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;
import io.requant.training.LayerHook;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Computes the logits of a batch by walking a graph. Stateless; safe from any thread. */
public final class ForwardPass {
  private final Graph graph;
  private final Script script;
  private final Set<String> mayWorkInPlace = new HashSet<>();

  /**
   * Creates a pass.
   *
   * @param graph network to compute; every convolution is normalised
   * @param script offers the methods of {@link ScriptSource#of} for that graph
   */
  public ForwardPass(Graph graph, Script script) {
    this.graph = graph;
    this.script = script;
    for (Layer layer : graph.layers()) {
      if (layer instanceof Relu r && mayOverwriteInput(r)) {
        mayWorkInPlace.add(r.name());
      }
    }
  }

  /**
   * Normalisation and addition do not need their results for the backward pass, so a rectifier that
   * is the only reader may work in place, which saves a sixth of the memory traffic.
   */
  private boolean mayOverwriteInput(Relu relu) {
    if (relu.input().equals(Graph.INPUT) || graph.readers(relu.input()).size() > 1) {
      return false;
    }
    Layer producer = graph.layer(relu.input());
    return producer instanceof Conv || producer instanceof Add;
  }

  /**
   * Runs the network.
   *
   * @param images N x C x H x W, single precision, channels-last strides; all intermediate tensors
   *     join its manager
   * @param tensors the tensor of a name: weights, normalisation parameters and statistics
   * @param hook what is changed on the way
   * @param batchStatistics whether normalisation uses the batch's statistics and moves the running
   *     ones, or uses the running ones
   * @param format of convolutions and feature maps, if the hook does not need single precision
   * @return N x classes, single precision
   */
  public NDArray logits(
      NDArray images,
      Function<String, NDArray> tensors,
      LayerHook hook,
      boolean batchStatistics,
      Precision format) {
    Precision precision = hook.singlePrecision() ? Precision.FLOAT32 : format;
    Map<String, NDArray> maps = new HashMap<>();
    maps.put(Graph.INPUT, images);
    Set<String> hooked = new HashSet<>();
    for (Layer layer : graph.layers()) {
      String source = layer.inputs().get(0);
      NDArray x = maps.get(source);
      NDArray y;
      if (layer instanceof Conv c) {
        y = convolution(c, x, tensors, hook, batchStatistics, precision);
      } else if (layer instanceof Linear l) {
        NDArray weights = hook.weights(l, tensors.apply(LayerTensor.WEIGHT.of(l)));
        NDArray bias = tensors.apply(LayerTensor.BIAS.of(l));
        y = script.call("linear", hook.input(l, x), weights, bias);
      } else if (layer instanceof Add a) {
        y = script.call("add", x, maps.get(a.right()));
      } else if (layer instanceof Relu r && hook.skips(r)) {
        y = x;
      } else {
        boolean inPlace = mayWorkInPlace.contains(layer.name()) && !hooked.contains(source);
        y = script.call(method(layer, inPlace), x);
      }
      NDArray seen = hook.output(layer, y);
      if (seen != y) {
        hooked.add(layer.name()); // its operation may need the result for the backward pass
      }
      maps.put(layer.name(), seen);
    }
    return maps.get(graph.output().name());
  }

  private NDArray convolution(
      Conv c,
      NDArray x,
      Function<String, NDArray> tensors,
      LayerHook hook,
      boolean batchStatistics,
      Precision precision) {
    NDArray weights = hook.weights(c, tensors.apply(LayerTensor.WEIGHT.of(c)));
    NDArray sums = script.call(ScriptSource.convName(c, precision), hook.input(c, x), weights);
    String normalisation = hook.normalisation(c);
    NDArray gamma = hook.gamma(c, tensors.apply(LayerTensor.GAMMA.of(normalisation)));
    NDArray beta = hook.beta(c, tensors.apply(LayerTensor.BETA.of(normalisation)));
    NDArray gain = hook.gain(c);
    if (gain != null) {
      gamma = script.call("scale", gain, gamma);
      beta = script.call("scale", gain, beta);
    }
    return script.call(
        batchStatistics ? "norm_train" : "norm_eval",
        sums,
        gamma,
        beta,
        tensors.apply(LayerTensor.MEAN.of(normalisation)),
        tensors.apply(LayerTensor.VARIANCE.of(normalisation)));
  }

  /** Name of the method of a layer that has one input and no parameters. */
  private static String method(Layer layer, boolean inPlace) {
    if (layer instanceof Relu r) {
      return ScriptSource.reluName(r, inPlace);
    }
    if (layer instanceof MaxPool p) {
      return ScriptSource.poolName(p);
    }
    if (layer instanceof AvgPool p) {
      return ScriptSource.poolName(p);
    }
    if (layer instanceof Subsample s) {
      return ScriptSource.subsampleName(s);
    }
    if (layer instanceof GlobalAvgPool) {
      return "global_pool";
    }
    if (layer instanceof Flatten) {
      return "flatten";
    }
    throw new IllegalStateException("unknown layer " + layer);
  }
}
