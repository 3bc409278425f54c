package io.requant.model.graph;

import java.util.List;

/**
 * Every {@code stride}-th pixel, with zero channels put before and after: the parameter-free
 * shortcut of CIFAR ResNets (option A of He et al., "Deep Residual Learning", section 4.2).
 *
 * @param name name of the layer
 * @param input tensor read
 * @param stride step in both directions, 1..255; pixel (0, 0) is kept
 * @param channelsBefore zero channels put before, 0..65,535
 * @param channelsAfter zero channels put after, 0..65,535
 */
public record Subsample(
    String name, String input, int stride, int channelsBefore, int channelsAfter) implements Layer {

  public Subsample {
    if (stride < 1 || stride > 255 || !possible(channelsBefore) || !possible(channelsAfter)) {
      throw new IllegalArgumentException(
          "layer '%s': stride %d must be 1..255, channel padding %d and %d 0..65535"
              .formatted(name, stride, channelsBefore, channelsAfter));
    }
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape in = inputs.get(0);
    return new Shape(
        (in.height() + stride - 1) / stride,
        (in.width() + stride - 1) / stride,
        in.channels() + channelsBefore + channelsAfter);
  }

  private static boolean possible(int channels) {
    return channels >= 0 && channels < Shape.MAX_EXTENT;
  }
}
