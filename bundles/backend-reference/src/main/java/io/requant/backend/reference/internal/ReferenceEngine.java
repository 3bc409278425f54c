package io.requant.backend.reference.internal;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/** The reference executor as an engine. */
final class ReferenceEngine implements Engine {

  private final int inputSize;
  private final int outputSize;
  private final EngineInfo info;
  private ReferenceExecutor executor;

  ReferenceEngine(String backend, Network network, Policy policy) {
    Program program = Program.of(network, policy);
    executor = new ReferenceExecutor(program);
    inputSize = program.inputSize();
    outputSize = program.outputSize();
    info =
        new EngineInfo(
            backend, "reference", network.name(), policy.name(), policy.digest(), bytes(program));
  }

  private static long bytes(Program program) {
    long bytes = 0;
    for (TensorSpec tensor : program.tensors()) {
      bytes += (long) Integer.BYTES * tensor.shape().size();
    }
    for (Step step : program.steps()) {
      if (step instanceof Step.Convolve convolve) {
        bytes += (long) Short.BYTES * convolve.weights().length;
        bytes += (2L * Integer.BYTES + Byte.BYTES) * convolve.bias().length;
      }
    }
    return bytes;
  }

  @Override
  public void infer(ByteBuffer input, IntBuffer logits) {
    if (executor == null) {
      throw new IllegalStateException("the engine of '" + info.network() + "' is closed");
    }
    check("input", input.remaining(), inputSize);
    check("logits", logits.remaining(), outputSize);
    executor.infer(input, logits);
  }

  private void check(String what, int remaining, int needed) {
    if (remaining < needed) {
      throw new IllegalArgumentException(
          "%s buffer has %d elements remaining; network '%s' needs %d"
              .formatted(what, remaining, info.network(), needed));
    }
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public void close() {
    executor = null;
  }
}
