package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.jni.NativePath;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;

/** What the tests of engines share. */
final class Engines {

  private Engines() {}

  /** Every path of this bundle; all are available in the JVM of these tests. */
  static List<EnginePath> paths() {
    return PathChoice.ofThisJvm().paths().stream().filter(EnginePath::available).toList();
  }

  /** One path for each instruction set of the library that this processor has. */
  static List<EnginePath> nativePaths() {
    List<EnginePath> paths =
        NativePath.all().stream().filter(EnginePath::available).skip(1).toList();
    String why = "no native kernels: a C compiler and a JDK are needed to build them";
    if (Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"))) {
      assertThat(paths).as(why).isNotEmpty();
    }
    assumeThat(paths).as(why).isNotEmpty();
    return paths;
  }

  static Engine engine(EnginePath path, Network network, Policy policy) {
    return path.prepare("pi", network, policy, Program.of(network, policy));
  }

  static int[] logits(Engine engine, Network network, byte[] input) {
    int[] logits = new int[network.graph().outputShape().size()];
    engine.infer(direct(input), IntBuffer.wrap(logits));
    return logits;
  }

  static int[] reference(Program program, byte[] input) {
    int[] logits = new int[program.outputSize()];
    new ReferenceExecutor(program).infer(direct(input), IntBuffer.wrap(logits));
    return logits;
  }

  static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
