package io.requant.dscprune.internal.compress;

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

/** The reference executor as a backend. */
final class ReferenceOnly implements Backend {

  @Override
  public Support supports(Network network, Policy policy) {
    return Support.FULL;
  }

  @Override
  public Engine prepare(Network network, Policy policy) {
    ReferenceExecutor executor = new ReferenceExecutor(Program.of(network, policy));
    return new Engine() {
      @Override
      public void infer(ByteBuffer input, IntBuffer logits) {
        executor.infer(input, logits);
      }

      @Override
      public EngineInfo info() {
        return new EngineInfo(
            "test", "reference", network.name(), policy.name(), policy.digest(), 0);
      }

      @Override
      public void close() {
        // nothing is held
      }
    };
  }
}
