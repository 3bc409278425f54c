package io.requant.backend.pi.internal.planar;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Runs a program on one thread, over feature maps that are stored channel by channel. Allocates
 * when it is built and never afterwards.
 */
public final class PlanarEngine implements Engine {

  private final EngineInfo info;
  private final int outputSize;
  private final Shape inputShape;
  private StepRunner[] runners;
  private Tensor input;
  private Tensor output;

  /**
   * Builds an engine.
   *
   * @param backend id of the backend
   * @param program the network under the policy
   * @param kernels inner loops, of this engine alone
   * @throws TooLargeException if the network does not fit the engine's arrays
   */
  public PlanarEngine(
      String backend, Network network, Policy policy, Program program, Kernels kernels) {
    ProgramBinder binder = new ProgramBinder(program, kernels);
    runners = binder.runners();
    input = binder.tensor(program.input());
    output = binder.tensor(program.output());
    inputShape = input.shape();
    outputSize = program.outputSize();
    info =
        new EngineInfo(
            backend, binder.path(), network.name(), policy.name(), policy.digest(), binder.bytes());
  }

  /**
   * Whether an engine can be built, found out without building it.
   *
   * @throws TooLargeException if the network does not fit the engine's arrays
   */
  public static void check(Program program) {
    SizeCheck.check(program);
  }

  @Override
  public void infer(ByteBuffer bytes, IntBuffer logits) {
    if (runners == null) {
      throw new IllegalStateException("the engine of '" + info.network() + "' is closed");
    }
    check("input", bytes.remaining(), inputShape.size());
    check("logits", logits.remaining(), outputSize);
    read(bytes);
    for (StepRunner runner : runners) {
      runner.run();
    }
    int at = logits.position();
    for (int e = 0; e < outputSize; e++) {
      logits.put(at + e, (int) output.values()[output.index(e)]);
    }
  }

  private void check(String what, int remaining, int needed) {
    if (remaining < needed) {
      throw new IllegalArgumentException(
          "%s buffer has %d elements remaining; network '%s' needs %d"
              .formatted(what, remaining, info.network(), needed));
    }
  }

  private void read(ByteBuffer bytes) {
    int at = bytes.position();
    int channels = inputShape.channels();
    for (int y = 0; y < inputShape.height(); y++) {
      for (int c = 0; c < channels; c++) {
        int to = input.planes().row(c, y);
        int from = at + c;
        for (int x = 0; x < inputShape.width(); x++, from += channels) {
          input.values()[to + x] = bytes.get(from);
        }
      }
      at += inputShape.width() * channels;
    }
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public void close() {
    runners = null;
    input = null;
    output = null;
  }
}
