package io.requant.training.internal.backbone;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.training.BackboneInput;
import java.util.ArrayList;
import java.util.List;

/** Collects layers and keeps track of the tensor that the next one will read. */
final class GraphBuilder {
  private final BackboneInput input;
  private final List<Layer> layers = new ArrayList<>();
  private String last = Graph.INPUT;
  private int channels;

  GraphBuilder(BackboneInput input) {
    this.input = input;
    this.channels = input.shape().channels();
  }

  /** Name of the layer added last. */
  String last() {
    return last;
  }

  /** Channels of the tensor {@link #last()}. */
  int channels() {
    return channels;
  }

  /** Adds a full convolution that keeps the extent but for the stride. */
  GraphBuilder conv(String name, int out, int kernel, int stride) {
    Window window = Window.square(kernel, stride, kernel / 2);
    return add(new Conv(name, last, channels, out, window, 1), out);
  }

  /** Goes back to a tensor: the next layer reads it instead of the one added last. */
  GraphBuilder from(String tensor, int tensorChannels) {
    last = tensor;
    channels = tensorChannels;
    return this;
  }

  /** Adds a 3x3 convolution of each channel by itself. */
  GraphBuilder depthwise(String name, int stride) {
    Window window = Window.square(3, stride, 1);
    return add(new Conv(name, last, channels, channels, window, channels), channels);
  }

  /** Adds a rectifier named after the layer it follows. */
  GraphBuilder relu() {
    return add(Relu.uncapped(last + ".relu", last), channels);
  }

  /** Adds a rectifier with the upper limit 6. */
  GraphBuilder relu6() {
    return add(Relu.six(last + ".relu", last), channels);
  }

  /** Adds the parameter-free shortcut: missing channels are zeros behind the existing ones. */
  GraphBuilder shortcut(String name, int stride, int out) {
    return add(new Subsample(name, last, stride, 0, out - channels), out);
  }

  /** Adds the sum of two tensors. */
  GraphBuilder sum(String name, String left, String right) {
    return add(new Add(name, left, right), channels);
  }

  /** Adds a 2x2 maximum with stride 2. */
  GraphBuilder halve(String name) {
    return add(new MaxPool(name, last, Window.square(2, 2, 0)), channels);
  }

  /** Ends with global average pooling and a fully connected layer. */
  Graph classifier(String name) {
    int classes = input.classes().size();
    add(new GlobalAvgPool("pool", last), channels);
    add(new Linear("fc", last, channels, classes), classes);
    return new Graph(name, input.shape(), input.normalisation(), layers, input.classes());
  }

  private GraphBuilder add(Layer layer, int outChannels) {
    layers.add(layer);
    last = layer.name();
    channels = outChannels;
    return this;
  }
}
