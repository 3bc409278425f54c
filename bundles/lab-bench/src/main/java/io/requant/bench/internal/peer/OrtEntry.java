package io.requant.bench.internal.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.requant.bench.internal.engine.Entry;
import java.nio.ByteBuffer;
import java.util.Map;

/** A session with its tensors; nothing is allocated for a call but what its Java interface does. */
final class OrtEntry implements Entry {

  private final String id;
  private final OrtSession session;
  private final OrtInput input;
  private final OnnxTensor in;
  private final ByteBuffer logits;
  private final OnnxTensor out;
  private final Map<String, Integer> operators;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  OrtEntry(
      OrtSession session,
      OrtInput input,
      OnnxTensor in,
      ByteBuffer logits,
      OnnxTensor out,
      Map<String, Integer> operators,
      String id) {
    this.id = id;
    this.session = session;
    this.input = input;
    this.in = in;
    this.logits = logits;
    this.out = out;
    this.operators = operators;
    this.inputs = Map.of(session.getInputNames().iterator().next(), in);
    this.outputs = Map.of(session.getOutputNames().iterator().next(), out);
  }

  /** The result belongs to the caller: it is pinned, so there is nothing to close. */
  @Override
  @SuppressWarnings("MustBeClosedChecker")
  public void infer() {
    try {
      session.run(inputs, outputs);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed", e);
    }
  }

  @Override
  public String path() {
    String held = id.equals(HeldPeer.ID) ? ", held to AVX2" : "";
    return "onnxruntime, " + (input.integer() ? "u8 x s8" : "fp32") + held;
  }

  @Override
  public int operandBits() {
    return input.integer() ? Byte.SIZE : Float.SIZE;
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public Map<String, Integer> operators() {
    return operators;
  }

  @Override
  public void input(byte[] encoded) {
    input.put(encoded);
  }

  @Override
  public double[] logits() {
    double[] values = new double[logits.capacity() / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = logits.getFloat(i * Float.BYTES);
    }
    return values;
  }

  @Override
  public void close() {
    try {
      in.close();
      out.close();
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("closing a session", e);
    }
  }
}
