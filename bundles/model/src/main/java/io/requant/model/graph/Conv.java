package io.requant.model.graph;

import java.util.List;

/**
 * Two-dimensional convolution with bias. Standard, depthwise and pointwise forms are one layer:
 * {@link #kind()} tells them apart for the engines that treat them differently.
 *
 * <p>Weights are ordered output channel, kernel row, kernel column, input channel of the group.
 *
 * @param name name of the layer
 * @param input tensor read
 * @param inChannels channels of the input
 * @param outChannels channels of the result
 * @param window kernel, stride and padding
 * @param groups groups; divides both channel counts
 */
public record Conv(
    String name, String input, int inChannels, int outChannels, Window window, int groups)
    implements Layer, Parametric {

  /** The forms of convolution that engines treat differently. */
  public enum Kind {
    /** Every output channel reads every input channel through a kernel. */
    STANDARD,
    /** 1x1 kernel without padding or groups: a matrix product per pixel. */
    POINTWISE,
    /** One input channel per output channel. */
    DEPTHWISE,
    /** Groups, but not depthwise. */
    GROUPED
  }

  public Conv {
    if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "layer '%s': %d groups do not divide %d input and %d output channels"
              .formatted(name, groups, inChannels, outChannels));
    }
    if ((long) outChannels * window.area() * (inChannels / groups) > Shape.MAX_SIZE) {
      throw new IllegalArgumentException(
          "layer '" + name + "': more than " + Shape.MAX_SIZE + " weights");
    }
  }

  /** The form of this convolution. */
  public Kind kind() {
    if (groups > 1) {
      return groups == inChannels && groups == outChannels ? Kind.DEPTHWISE : Kind.GROUPED;
    }
    return window.area() == 1 && !window.padded() ? Kind.POINTWISE : Kind.STANDARD;
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public int weightsPerChannel() {
    return window.area() * (inChannels / groups);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape in = inputs.get(0);
    if (in.channels() != inChannels) {
      throw new IllegalArgumentException(
          "layer '%s': expects %d input channels, its input '%s' has shape %s"
              .formatted(name, inChannels, input, in));
    }
    return window.slide(name, in, outChannels);
  }
}
