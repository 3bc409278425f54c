package io.requant.training.internal.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.requant.training.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies values between Java arrays and tensors.
 *
 * <p>Java arrays are row-major in the order of the shape. Four-dimensional tensors get
 * channels-last strides, which the fast convolutions want, so their values are reordered on the
 * way.
 */
public final class Tensors {
  private Tensors() {}

  /**
   * Creates one tensor, a copy in torch's own memory: a tensor made from Java values aliases a
   * direct buffer, which would be collected under a view.
   *
   * @param manager owner of the result
   * @param spec name and shape
   * @param values row-major in the order of the shape
   */
  public static NDArray create(NDManager manager, TensorSpec spec, float[] values) {
    List<Integer> s = spec.shape();
    if (s.size() != 4) {
      Shape shape = new Shape(s.stream().mapToLong(Integer::longValue).toArray());
      try (NDArray inJavaBuffer = manager.create(values, shape)) {
        return inJavaBuffer.duplicate();
      }
    }
    int window = s.get(2) * s.get(3);
    float[] rows = new float[values.length];
    for (int i = 0; i < rows.length; i++) {
      rows[channelsLast(i, s.get(1), window)] = values[i];
    }
    Shape shape = new Shape(s.get(0), s.get(2), s.get(3), s.get(1));
    try (NDArray inJavaBuffer = manager.create(rows, shape);
        NDArray view = inJavaBuffer.transpose(0, 3, 1, 2)) {
      return view.duplicate();
    }
  }

  /** Creates tensors for all specs from values by name. */
  public static Map<String, NDArray> create(
      NDManager manager, List<TensorSpec> specs, Map<String, float[]> values) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      tensors.put(spec.name(), create(manager, spec, values.get(spec.name())));
    }
    return tensors;
  }

  /** Values by name. */
  public static Map<String, float[]> values(Map<String, NDArray> tensors) {
    Map<String, float[]> values = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> values.put(name, values(tensor)));
    return values;
  }

  /** Reads through a contiguous view: DJL never frees the copy that it makes of any other. */
  private static float[] values(NDArray tensor) {
    Shape shape = tensor.getShape();
    if (shape.dimension() != 4) {
      return tensor.toFloatArray();
    }
    int channels = (int) shape.get(1);
    int window = (int) (shape.get(2) * shape.get(3));
    try (NDArray view = tensor.transpose(0, 2, 3, 1)) {
      float[] rows = view.toFloatArray();
      float[] values = new float[rows.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows[channelsLast(i, channels, window)];
      }
      return values;
    }
  }

  /** Where the value at a row-major index is when the second dimension varies fastest. */
  private static int channelsLast(int index, int channels, int window) {
    int position = index % window;
    int channel = index / window % channels;
    int outer = index / window / channels;
    return (outer * window + position) * channels + channel;
  }
}
