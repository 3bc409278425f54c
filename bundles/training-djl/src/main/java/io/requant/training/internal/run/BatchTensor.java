package io.requant.training.internal.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.requant.model.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The images of a batch, in memory that Java fills and torch reads without a copy.
 *
 * <p>Images are stored rows, columns, channels; transposing the tensor then gives N x C x H x W
 * with the channels-last strides that the fast convolutions want.
 */
final class BatchTensor {
  private final Shape shape;
  private final int images;
  private final ByteBuffer memory;

  BatchTensor(Shape shape, int images) {
    this.shape = shape;
    this.images = images;
    this.memory =
        ByteBuffer.allocateDirect(Math.multiplyExact(shape.size() * images, Float.BYTES))
            .order(ByteOrder.nativeOrder());
  }

  /** The memory, from its start. Nothing may be written while a tensor of it is in use. */
  FloatBuffer floats() {
    return memory.clear().asFloatBuffer();
  }

  /** A view of the memory that lives as long as the manager. */
  NDArray tensor(NDManager manager) {
    var rows =
        new ai.djl.ndarray.types.Shape(images, shape.height(), shape.width(), shape.channels());
    return manager.create(memory.clear(), rows, DataType.FLOAT32).transpose(0, 3, 1, 2);
  }
}
