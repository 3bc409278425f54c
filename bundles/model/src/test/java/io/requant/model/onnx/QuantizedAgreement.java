package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Shape;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.SplittableRandom;

/**
 * How far ONNX Runtime's logits of an exported graph are from our integers.
 *
 * @param images images compared
 * @param sameClass images on which both choose one class
 * @param identical images on which all logits are our integers times the scale
 * @param largestStep largest difference of a logit, in steps
 * @param largestLogit largest logit, in steps
 */
record QuantizedAgreement(
    int images, int sameClass, int identical, double largestStep, double largestLogit) {

  /** Nothing compared yet. */
  static final QuantizedAgreement NONE = new QuantizedAgreement(0, 0, 0, 0, 0);

  QuantizedAgreement plus(QuantizedAgreement more) {
    return new QuantizedAgreement(
        images + more.images,
        sameClass + more.sameClass,
        identical + more.identical,
        Math.max(largestStep, more.largestStep),
        Math.max(largestLogit, more.largestLogit));
  }

  /**
   * Sums of floats fall on the other side of a half now and then, and a step of an early layer can
   * become many of the last; never so often that classes change.
   */
  void assertAgreement() {
    assertThat(sameClass).as("%s", this).isGreaterThanOrEqualTo((int) Math.ceil(0.999 * images));
    assertThat(identical).as("%s", this).isGreaterThanOrEqualTo((int) (0.95 * images));
  }

  /**
   * Runs both on the same random images.
   *
   * @param model exported graph
   * @param inputScale scale of the input's integers
   */
  static QuantizedAgreement measure(
      OrtModel model, Program program, double inputScale, int images, long seed) {
    ReferenceExecutor reference = new ReferenceExecutor(program);
    Shape shape = program.tensors().get(program.input()).shape();
    SplittableRandom random = new SplittableRandom(seed);
    int same = 0;
    int identical = 0;
    double largestStep = 0;
    double largestLogit = 0;
    for (int image = 0; image < images; image++) {
      byte[] input = new byte[shape.size()];
      int spread = 1 + random.nextInt(127);
      float[] reals = new float[input.length];
      for (int i = 0; i < input.length; i++) {
        input[i] = (byte) random.nextInt(-spread, spread + 1);
        reals[i] = (float) (input[i] * inputScale);
      }
      IntBuffer logits = IntBuffer.allocate(program.outputSize());
      reference.infer(ByteBuffer.wrap(input), logits);
      float[] ours = new float[logits.capacity()];
      for (int i = 0; i < ours.length; i++) {
        ours[i] = logits.get(i);
      }
      ours = OrtModel.channelsFirst(ours, program.tensors().get(program.output()).shape());
      float[] theirs =
          model.run(
              OrtModel.channelsFirst(reals, shape),
              1,
              shape.channels(),
              shape.height(),
              shape.width());
      double worst = 0;
      for (int i = 0; i < ours.length; i++) {
        worst = Math.max(worst, Math.abs(theirs[i] / program.logitScale() - ours[i]));
        largestLogit = Math.max(largestLogit, Math.abs(ours[i]));
      }
      largestStep = Math.max(largestStep, worst);
      identical += worst < 0.01 ? 1 : 0;
      same += largest(ours) == largest(theirs) ? 1 : 0;
    }
    return new QuantizedAgreement(images, same, identical, largestStep, largestLogit);
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
