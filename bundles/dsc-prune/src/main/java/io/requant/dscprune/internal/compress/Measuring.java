package io.requant.dscprune.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.dscprune.internal.prune.Pixels;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.reference.FloatExecutor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** How many images a network classifies correctly; of equal results the first counts. */
final class Measuring {

  private Measuring() {}

  /**
   * In integers, computed by a backend.
   *
   * @return correct images over all images, 0..1
   * @throws IllegalStateException if the backend cannot run the policy
   */
  static double top1(Backend backend, Network network, Policy policy, LabelledImages images) {
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    ByteBuffer input = ByteBuffer.allocateDirect(images.shape().size());
    IntBuffer output =
        ByteBuffer.allocateDirect(network.graph().outputShape().size() * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    int correct = 0;
    try (Engine engine = backend.prepare(network, policy)) {
      for (int i = 0; i < images.count(); i++) {
        encoder.encode(images.image(i), input.clear());
        engine.infer(input.flip(), output.clear());
        int best = 0;
        for (int c = 1; c < output.capacity(); c++) {
          best = output.get(c) > output.get(best) ? c : best;
        }
        correct += best == images.label(i) ? 1 : 0;
      }
    } catch (UnsupportedPolicyException e) {
      throw new IllegalStateException(
          "policy '" + policy.name() + "' cannot run: " + e.getMessage(), e);
    }
    return correct / (double) images.count();
  }

  /** In real numbers. */
  static double top1(FloatNetwork network, LabelledImages images) {
    FloatExecutor executor = new FloatExecutor(network);
    int correct = 0;
    for (int i = 0; i < images.count(); i++) {
      float[] result = executor.run(Pixels.real(images.image(i), network.graph().normalisation()));
      int best = 0;
      for (int c = 1; c < result.length; c++) {
        best = result[c] > result[best] ? c : best;
      }
      correct += best == images.label(i) ? 1 : 0;
    }
    return correct / (double) images.count();
  }
}
