package io.requant.backend.pi.internal.jni;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.RandomNetworks;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes inferences by one to three workers with the reference's logits, as {@code replay.c} reads
 * them.
 */
final class RecordedCases {

  private int cases;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void add(Network network, Policy policy) {
    add(network, policy, EnumSet.allOf(NativeKernel.class));
  }

  void add(Network network, Policy policy, Set<NativeKernel> kernels) {
    Program program = Program.of(network, policy);
    SerialPlan plan = SerialPlan.of(program, new PlanOptions(kernels, 1 + cases++ % 3, 1));
    byte[] input = RandomNetworks.input(new SplittableRandom(5), network.graph());
    IntBuffer logits = IntBuffer.allocate(program.outputSize());
    new ReferenceExecutor(program).infer(ByteBuffer.wrap(input), logits);
    ByteBuffer words =
        ByteBuffer.allocate(Integer.BYTES * Math.max(3, program.outputSize()))
            .order(ByteOrder.LITTLE_ENDIAN);
    words.putInt(plan.size()).putInt(input.length).putInt(program.outputSize());
    out.write(words.array(), 0, 12);
    section(plan.bytes(), plan.size());
    section(input, input.length);
    words.clear().asIntBuffer().put(logits.array());
    section(words.array(), Integer.BYTES * program.outputSize());
  }

  private void section(byte[] bytes, int size) {
    out.write(bytes, 0, size);
    out.write(new byte[3], 0, -size & 3);
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
