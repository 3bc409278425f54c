package io.requant.quantlstm.internal.gate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Trains a gate to imitate choices: Adam (Kingma and Ba 2015, algorithm 1) on cross entropies, the
 * rate falling to 0 as a cosine. The same seed and lessons give the same parameters.
 */
final class GateTrainer {

  private static final int BATCH = 32;
  private static final double FIRST_MOMENT = 0.9;
  private static final double SECOND_MOMENT = 0.999;
  private static final double EPSILON = 1e-8;

  /** Longest gradient; recurrent ones are long at times. */
  private static final double LONGEST = 1;

  private final SplittableRandom random;
  private final double[] parameters;
  private final GatePass pass;
  private final GateGradient gradients;

  /**
   * One thing to learn.
   *
   * @param features by layer and channel, in the gate's units
   * @param level under which
   * @param wanted option by layer
   */
  @SuppressWarnings("ArrayRecordComponent") // shared, never compared
  record Lesson(float[][] features, GateLevel level, int[] wanted) {}

  GateTrainer(GateShape shape, long seed) {
    this.random = new SplittableRandom(seed);
    this.parameters = new double[shape.parameters()];
    this.pass = new GatePass(shape);
    this.gradients = new GateGradient(shape);
    for (int l = 0; l < shape.layers(); l++) {
      int channels = shape.channels(l);
      spread(shape.projection(l), GateShape.FEATURES * channels, channels);
    }
    spread(shape.input(), shape.lstmBias() - shape.input(), GateShape.HIDDEN);
    spread(shape.last(), shape.bias() - shape.last(), GateShape.HIDDEN);
    // A state that is kept at first is learned to be forgotten sooner than the reverse.
    int forget = shape.lstmBias() + GateShape.HIDDEN;
    Arrays.fill(parameters, forget, forget + GateShape.HIDDEN, 1);
  }

  private void spread(int start, int count, int inputs) {
    double limit = 1 / Math.sqrt(inputs);
    for (int i = start; i < start + count; i++) {
      parameters[i] = random.nextDouble(-limit, limit);
    }
  }

  /**
   * Trains.
   *
   * @param steps batches of 32 lessons
   * @param rate at the start
   * @param lessons draws a lesson
   * @return mean loss over the last tenth of the steps, in nats a layer
   */
  double train(int steps, double rate, Function<SplittableRandom, Lesson> lessons) {
    double[] gradient = new double[parameters.length];
    double[] first = new double[parameters.length];
    double[] second = new double[parameters.length];
    int last = Math.max(1, steps / 10);
    double loss = 0;
    for (int step = 1; step <= steps; step++) {
      Arrays.fill(gradient, 0);
      for (int b = 0; b < BATCH; b++) {
        Lesson lesson = lessons.apply(random);
        pass.run(parameters, lesson.features(), lesson.level());
        gradients.add(pass, parameters, lesson.features(), lesson.wanted(), 1.0 / BATCH, gradient);
        loss += step > steps - last ? GateGradient.loss(pass, lesson.wanted()) : 0;
      }
      double now = rate * 0.5 * (1 + Math.cos(Math.PI * (step - 1) / steps));
      update(gradient, first, second, step, now);
    }
    return loss / last / BATCH;
  }

  private void update(double[] gradient, double[] first, double[] second, int step, double rate) {
    double squares = 0;
    for (double value : gradient) {
      squares += value * value;
    }
    double factor = Math.min(1, LONGEST / Math.sqrt(squares + EPSILON));
    double firstBias = 1 - Math.pow(FIRST_MOMENT, step);
    double secondBias = 1 - Math.pow(SECOND_MOMENT, step);
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i] * factor;
      first[i] = FIRST_MOMENT * first[i] + (1 - FIRST_MOMENT) * g;
      second[i] = SECOND_MOMENT * second[i] + (1 - SECOND_MOMENT) * g * g;
      parameters[i] -= rate * first[i] / firstBias / (Math.sqrt(second[i] / secondBias) + EPSILON);
    }
  }

  /** The parameters as they are kept. */
  float[] parameters() {
    float[] rounded = new float[parameters.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) parameters[i];
    }
    return rounded;
  }
}
