package io.requant.bench.internal.peer;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.requant.bench.internal.engine.Candidate;
import io.requant.bench.internal.engine.Entry;
import io.requant.bench.internal.engine.NotPossibleException;
import io.requant.bench.internal.engine.Preparation;
import io.requant.bench.internal.network.Subject;
import io.requant.model.network.FloatNetwork;
import io.requant.model.onnx.OnnxExporter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * ONNX Runtime on the network's real parameters, in single precision or quantized to unsigned
 * activations and signed weights of 8 bits.
 */
public final class OrtCandidate implements Candidate {

  private final OrtRuntime runtime;
  private final boolean integer;
  private final String id;

  /**
   * A peer.
   *
   * @param integer whether it computes in integers
   */
  public OrtCandidate(OrtRuntime runtime, boolean integer) {
    this(runtime, integer, integer ? "ort-int8" : "ort-fp32");
  }

  OrtCandidate(OrtRuntime runtime, boolean integer, String id) {
    this.runtime = runtime;
    this.integer = integer;
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean peer() {
    return true;
  }

  /** The file that is run. */
  byte[] model(Subject subject) {
    FloatNetwork real = subject.real();
    byte[] floats = OnnxExporter.export(real);
    double scale = subject.network().inputScale();
    return integer ? QdqModel.of(floats, Ranges.of(real, subject.inputs(), scale), scale) : floats;
  }

  @Override
  public Preparation on(Subject subject) throws NotPossibleException {
    byte[] model = model(subject);
    Map<String, Integer> operators = runtime.operators(model);
    return policy -> prepare(subject, model, operators);
  }

  private Entry prepare(Subject subject, byte[] model, Map<String, Integer> operators)
      throws NotPossibleException {
    OrtEnvironment environment = runtime.environment();
    OrtSession session = runtime.session(model);
    try {
      OrtInput input = OrtInput.of(subject, integer);
      OnnxTensor in =
          integer
              ? OnnxTensor.createTensor(
                  environment, input.bytes(), input.dims(), OnnxJavaType.UINT8)
              : OnnxTensor.createTensor(environment, input.bytes().asFloatBuffer(), input.dims());
      int outputs = subject.network().graph().outputShape().size();
      ByteBuffer logits =
          ByteBuffer.allocateDirect(Float.BYTES * outputs).order(ByteOrder.nativeOrder());
      OnnxTensor out =
          OnnxTensor.createTensor(environment, logits.asFloatBuffer(), new long[] {1, outputs});
      return new OrtEntry(session, input, in, logits, out, operators, id);
    } catch (OrtException e) {
      throw new NotPossibleException("ONNX Runtime refuses its tensors: " + e.getMessage(), e);
    }
  }
}
