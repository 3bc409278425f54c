package io.requant.quantlstm.internal.search;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** Runs policies of one network on some images and compares what they answer. */
public final class NetworkJudge {

  private final Backend backend;
  private final Network network;
  private final LabelledImages images;

  /**
   * What a policy answers: class scores by image.
   *
   * @param logits real values, by image and class
   * @param correct whether the best class is the label, by image
   */
  @SuppressWarnings("ArrayRecordComponent") // large and never compared
  public record Answers(double[][] logits, boolean[] correct) {

    /** Part of the images whose best class is the label, 0..1. */
    public double top1() {
      int sum = 0;
      for (boolean right : correct) {
        sum += right ? 1 : 0;
      }
      return sum / (double) correct.length;
    }
  }

  /**
   * Prepares.
   *
   * @param backend computes
   * @param images what is shown
   */
  public NetworkJudge(Backend backend, Network network, LabelledImages images) {
    this.backend = backend;
    this.network = network;
    this.images = images;
  }

  /**
   * Shows every image to a policy.
   *
   * @throws IllegalStateException if the backend cannot run it
   */
  public Answers answers(Policy policy) {
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    double scale = Program.of(network, policy).logitScale();
    int classes = network.graph().outputShape().size();
    double[][] logits = new double[images.count()][classes];
    boolean[] correct = new boolean[images.count()];
    ByteBuffer input = ByteBuffer.allocateDirect(images.shape().size());
    IntBuffer output =
        ByteBuffer.allocateDirect(classes * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    try (Engine engine = backend.prepare(network, policy)) {
      for (int i = 0; i < logits.length; i++) {
        encoder.encode(images.image(i), input.clear());
        engine.infer(input.flip(), output.clear());
        int best = 0;
        for (int c = 0; c < classes; c++) {
          logits[i][c] = output.get(c) * scale;
          best = output.get(c) > output.get(best) ? c : best;
        }
        correct[i] = best == images.label(i);
      }
    } catch (UnsupportedPolicyException e) {
      throw new IllegalStateException(
          "policy '" + policy.name() + "' cannot be judged: " + e.getMessage(), e);
    }
    return new Answers(logits, correct);
  }

  /**
   * Mean Kullback-Leibler divergence of answers from a reference, in nats.
   *
   * @param reference what should have been answered
   * @param answers what was
   */
  public static double divergence(Answers reference, Answers answers) {
    return mean(divergences(reference, answers));
  }

  /** Kullback-Leibler divergence of answers from a reference by image, in nats. */
  static float[] divergences(Answers reference, Answers answers) {
    float[] values = new float[reference.logits().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) divergence(reference.logits()[i], answers.logits()[i]);
    }
    return values;
  }

  /** Mean of values by image. */
  public static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double divergence(double[] reference, double[] answer) {
    double p = logSum(reference);
    double q = logSum(answer);
    double sum = 0;
    for (int c = 0; c < reference.length; c++) {
      double logP = reference[c] - p;
      sum += Math.exp(logP) * (logP - (answer[c] - q));
    }
    return Math.max(0, sum);
  }

  private static double logSum(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum);
  }
}
