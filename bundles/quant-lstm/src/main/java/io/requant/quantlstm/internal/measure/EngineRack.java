package io.requant.quantlstm.internal.measure;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/** Engines of one network under several policies, side by side, and images to show them. */
public final class EngineRack implements AutoCloseable {

  private final List<Policy> policies;
  private final List<Engine> engines = new ArrayList<>();
  private final List<ByteBuffer> inputs = new ArrayList<>();
  private final IntBuffer logits;
  private int next;

  /**
   * Prepares an engine for each policy.
   *
   * @param images what is shown in turn; at least one
   * @throws IllegalStateException if the backend cannot run a policy
   */
  public EngineRack(
      Backend backend, Network network, List<Policy> policies, LabelledImages images) {
    this.policies = List.copyOf(policies);
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    for (int i = 0; i < images.count(); i++) {
      ByteBuffer input = ByteBuffer.allocateDirect(images.shape().size());
      encoder.encode(images.image(i), input);
      inputs.add(input.flip());
    }
    logits =
        ByteBuffer.allocateDirect(network.graph().outputShape().size() * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    try {
      for (Policy policy : policies) {
        engines.add(backend.prepare(network, policy));
      }
    } catch (UnsupportedPolicyException e) {
      close();
      throw new IllegalStateException("cannot be timed: " + e.getMessage(), e);
    }
  }

  /** The policies, in the order of their engines. */
  public List<Policy> policies() {
    return policies;
  }

  /** What an engine is. */
  public EngineInfo info(int engine) {
    return engines.get(engine).info();
  }

  /** Shows the next image to an engine. */
  public void infer(int engine) {
    engines.get(engine).infer(inputs.get(next), logits);
    next = (next + 1) % inputs.size();
  }

  @Override
  public void close() {
    engines.forEach(Engine::close);
  }
}
