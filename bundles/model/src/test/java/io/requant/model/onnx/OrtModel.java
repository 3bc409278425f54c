package io.requant.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.requant.model.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;

/** A model in ONNX Runtime, one thread, batch 1. */
final class OrtModel implements AutoCloseable {

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession session;

  OrtModel(byte[] model) {
    this(model, OptLevel.ALL_OPT);
  }

  OrtModel(byte[] model, OptLevel level) {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(level);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      session = ENVIRONMENT.createSession(model, options);
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime refuses the model", e);
    }
  }

  /** Runs on reals of the given extents and returns the only output, row-major. */
  float[] run(float[] input, long... dims) {
    try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(input), dims)) {
      return run(tensor);
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs on unsigned bytes. */
  float[] runBytes(byte[] input, long... dims) {
    try (OnnxTensor tensor =
        OnnxTensor.createTensor(
            ENVIRONMENT,
            ByteBuffer.allocateDirect(input.length).put(input).flip(),
            dims,
            OnnxJavaType.UINT8)) {
      return run(tensor);
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  private float[] run(OnnxTensor tensor) throws OrtException {
    String name = session.getInputNames().iterator().next();
    try (OrtSession.Result result = session.run(Map.of(name, tensor))) {
      FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[out.remaining()];
      out.get(values);
      return values;
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /** From row, column, channel to channel, row, column. */
  static float[] channelsFirst(float[] stored, Shape shape) {
    float[] moved = new float[stored.length];
    int pixels = shape.height() * shape.width();
    for (int i = 0; i < stored.length; i++) {
      moved[i % shape.channels() * pixels + i / shape.channels()] = stored[i];
    }
    return moved;
  }
}
