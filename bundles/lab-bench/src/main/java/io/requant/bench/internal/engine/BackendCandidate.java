package io.requant.bench.internal.engine;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.bench.internal.network.Subject;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Map;

/**
 * A backend of ours.
 *
 * @param id name in reports
 * @param backend the service
 * @param wished part of the name of the code path that it is configured to take; empty if it may
 *     take any
 */
public record BackendCandidate(String id, Backend backend, String wished) implements Candidate {

  @Override
  public boolean peer() {
    return false;
  }

  @Override
  public Preparation on(Subject subject) {
    return policy -> prepare(subject.network(), policy);
  }

  private Entry prepare(Network network, Policy policy) throws NotPossibleException {
    try {
      Engine engine = backend.prepare(network, policy);
      String path = engine.info().path();
      if (!path.contains(wished)) {
        engine.close();
        throw new NotPossibleException(
            "this machine does not have the path '" + wished + "'; it would compute on " + path);
      }
      int inputs = network.graph().inputShape().size();
      int outputs = network.graph().outputShape().size();
      return new EngineEntry(
          engine,
          ByteBuffer.allocateDirect(inputs),
          ByteBuffer.allocateDirect(Integer.BYTES * outputs)
              .order(ByteOrder.nativeOrder())
              .asIntBuffer());
    } catch (UnsupportedPolicyException e) {
      throw new NotPossibleException(e.getMessage(), e);
    }
  }

  private record EngineEntry(Engine engine, ByteBuffer image, IntBuffer result) implements Entry {

    @Override
    public void infer() {
      engine.infer(image, result);
    }

    @Override
    public String path() {
      return engine.info().path();
    }

    /** The name of a path says what it multiplies in; integers unless it says float. */
    @Override
    public int operandBits() {
      return path().matches(".*(f32|f64|mixed).*") ? Float.SIZE : Byte.SIZE;
    }

    @Override
    public long bytes() {
      return engine.info().bytes();
    }

    @Override
    public Map<String, Integer> operators() {
      return Map.of();
    }

    @Override
    public void input(byte[] encoded) {
      image.put(0, encoded);
    }

    @Override
    public double[] logits() {
      double[] logits = new double[result.remaining()];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = result.get(i);
      }
      return logits;
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
