package io.requant.training.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import io.requant.training.internal.torch.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** The tensors of a run, read and written as arrays. */
final class TensorStore implements SparseSearch.Store {

  private final Function<String, NDArray> tensors;

  TensorStore(Function<String, NDArray> tensors) {
    this.tensors = tensors;
  }

  @Override
  public float[] get(String name) {
    return Tensors.values(Map.of(name, tensors.apply(name))).get(name);
  }

  /** Values are added to zeros: DJL's own way to set them loses the strides. */
  @Override
  public void set(String name, float[] values) {
    NDArray tensor = tensors.apply(name);
    var shape = Arrays.stream(tensor.getShape().getShape()).mapToObj(n -> (int) n).toList();
    try (NDManager manager = tensor.getManager().newSubManager()) {
      TensorSpec spec = new TensorSpec(name, shape, new Update.Fixed());
      tensor.subi(tensor).addi(Tensors.create(manager, spec, values));
    }
  }
}
