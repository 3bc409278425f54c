package io.requant.training;

import java.util.List;

/**
 * One named tensor of a training run.
 *
 * @param name unique name
 * @param shape extents; convolution weights are output channels, input channels per group, rows,
 *     columns; those of a linear layer are outputs, inputs; empty for a scalar
 * @param update what changes it
 */
public record TensorSpec(String name, List<Integer> shape, Update update) {

  /** Copies the list. */
  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** Number of values. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
