package io.requant.quantlstm.internal.measure;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.api.backend.Support;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.function.Consumer;

/** The reference executor as a backend; tells of every inference. */
final class ReferenceOnly implements Backend {

  private final Consumer<Policy> inferred;
  private int open;

  ReferenceOnly() {
    this(policy -> {});
  }

  ReferenceOnly(Consumer<Policy> inferred) {
    this.inferred = inferred;
  }

  /** Engines that are not closed. */
  int open() {
    return open;
  }

  @Override
  public Support supports(Network network, Policy policy) {
    return Support.FULL;
  }

  @Override
  public Engine prepare(Network network, Policy policy) {
    ReferenceExecutor executor = new ReferenceExecutor(Program.of(network, policy));
    open++;
    return new Engine() {
      @Override
      public void infer(ByteBuffer input, IntBuffer logits) {
        executor.infer(input, logits);
        inferred.accept(policy);
      }

      @Override
      public EngineInfo info() {
        return new EngineInfo(
            "test", "reference", network.name(), policy.name(), policy.digest(), 1);
      }

      @Override
      public void close() {
        open--;
      }
    };
  }
}
