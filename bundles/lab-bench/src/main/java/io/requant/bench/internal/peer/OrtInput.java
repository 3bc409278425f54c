package io.requant.bench.internal.peer;

import io.requant.bench.internal.network.Subject;
import io.requant.model.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The input of a session, channels first.
 *
 * @param shape extent of the image
 * @param scale real value of one step of an encoded image
 * @param integer whether the session reads unsigned bytes; floats otherwise
 * @param bytes direct memory that the session reads
 */
record OrtInput(Shape shape, double scale, boolean integer, ByteBuffer bytes) {

  private static final int ZERO = 128;

  static OrtInput of(Subject subject, boolean integer) {
    Shape shape = subject.network().graph().inputShape();
    int bytes = shape.size() * (integer ? 1 : Float.BYTES);
    return new OrtInput(
        shape,
        subject.network().inputScale(),
        integer,
        ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
  }

  long[] dims() {
    return new long[] {1, shape.channels(), shape.height(), shape.width()};
  }

  void put(byte[] encoded) {
    int pixels = shape.height() * shape.width();
    for (int i = 0; i < encoded.length; i++) {
      int at = i % shape.channels() * pixels + i / shape.channels();
      if (integer) {
        bytes.put(at, (byte) (encoded[i] + ZERO));
      } else {
        bytes.putFloat(Float.BYTES * at, (float) (encoded[i] * scale));
      }
    }
  }
}
