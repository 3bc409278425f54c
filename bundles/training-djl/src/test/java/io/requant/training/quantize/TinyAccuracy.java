package io.requant.training.quantize;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/** Top-1 of integers, computed by the reference. */
public final class TinyAccuracy {

  private TinyAccuracy() {}

  /** Top-1 of a policy on images, by the reference. */
  public static double of(Network network, Policy policy, LabelledImages images) {
    Program program = Program.of(network, policy);
    ReferenceExecutor executor = new ReferenceExecutor(program);
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    int correct = 0;
    for (int i = 0; i < images.count(); i++) {
      ByteBuffer input = ByteBuffer.allocate(program.inputSize());
      encoder.encode(images.image(i), input);
      IntBuffer logits = IntBuffer.allocate(program.outputSize());
      executor.infer(input.flip(), logits);
      int best = 0;
      for (int c = 1; c < logits.capacity(); c++) {
        best = logits.get(c) > logits.get(best) ? c : best;
      }
      correct += best == images.label(i) ? 1 : 0;
    }
    return correct / (double) images.count();
  }
}
