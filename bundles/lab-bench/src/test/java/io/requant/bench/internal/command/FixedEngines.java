package io.requant.bench.internal.command;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.api.backend.Support;
import io.requant.api.resource.PeakProbe;
import io.requant.bench.internal.engine.BackendCandidate;
import io.requant.bench.internal.engine.Candidate;
import io.requant.bench.internal.engine.EngineLookup;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;

/** One backend that computes with the reference, and may spoil a logit. */
final class FixedEngines implements EngineLookup {

  private static final int SPOILED = 3;

  private final String id;
  private final int error;
  private boolean closed;

  private FixedEngines(String id, int error) {
    this.id = id;
    this.error = error;
  }

  static FixedEngines exact() {
    return new FixedEngines("exact", 0);
  }

  static FixedEngines wrong() {
    return new FixedEngines("wrong", 1);
  }

  boolean closed() {
    return closed;
  }

  @Override
  public List<Candidate> engines() {
    return List.of(new BackendCandidate(id, new Spoiling(), ""));
  }

  @Override
  public List<PeakProbe> probes() {
    return List.of();
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Spoiling implements Backend {

    @Override
    public Support supports(Network network, Policy policy) {
      return Support.FULL;
    }

    @Override
    public Engine prepare(Network network, Policy policy) {
      ReferenceExecutor executor = new ReferenceExecutor(Program.of(network, policy));
      EngineInfo info = new EngineInfo(id, id, network.name(), policy.name(), policy.digest(), 0);
      return new Engine() {
        @Override
        public void infer(ByteBuffer input, IntBuffer logits) {
          executor.infer(input, logits);
          logits.put(SPOILED, logits.get(SPOILED) + error);
        }

        @Override
        public EngineInfo info() {
          return info;
        }

        @Override
        public void close() {}
      };
    }
  }
}
