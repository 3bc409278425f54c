package io.requant.sqs.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.Model;
import io.requant.model.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** How many images a model classifies correctly, computed by a backend in integers. */
final class Accuracy {

  private Accuracy() {}

  /**
   * Measures.
   *
   * @return correct images over all images, 0..1; of equal logits the first counts
   * @throws IllegalStateException if the backend cannot run the policy
   */
  static double of(Backend backend, Model model, String policy, LabelledImages images) {
    Network network = model.network().orElseThrow();
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    ByteBuffer input = ByteBuffer.allocateDirect(images.shape().size());
    IntBuffer output =
        ByteBuffer.allocateDirect(network.graph().outputShape().size() * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    int correct = 0;
    try (Engine engine = backend.prepare(network, model.policy(policy))) {
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
      throw new IllegalStateException("policy '" + policy + "' cannot run: " + e.getMessage(), e);
    }
    return correct / (double) images.count();
  }
}
