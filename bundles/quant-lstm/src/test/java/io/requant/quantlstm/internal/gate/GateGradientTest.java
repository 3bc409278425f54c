package io.requant.quantlstm.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class GateGradientTest {

  private static final double STEP = 1e-5;

  @Property(tries = 20)
  void everyDerivativeIsTheDifferenceQuotientOfTheLoss(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GateShape shape = Gates.random(random).shape();
    double[] parameters = new double[shape.parameters()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = random.nextDouble(-1, 1);
    }
    float[][] features = Gates.means(random, shape);
    GateLevel level = Gates.level(random);
    int[] wanted = new int[shape.layers()];
    for (int l = 0; l < wanted.length; l++) {
      wanted[l] = random.nextInt(shape.options());
    }
    GatePass pass = new GatePass(shape);
    double[] gradient = new double[parameters.length];
    pass.run(parameters, features, level);
    new GateGradient(shape).add(pass, parameters, features, wanted, 0.5, gradient);
    for (int i = 0; i < parameters.length; i++) {
      double at = parameters[i];
      parameters[i] = at + STEP;
      pass.run(parameters, features, level);
      double above = GateGradient.loss(pass, wanted);
      parameters[i] = at - STEP;
      pass.run(parameters, features, level);
      double below = GateGradient.loss(pass, wanted);
      parameters[i] = at;
      assertThat(gradient[i])
          .as("parameter %d", i)
          .isCloseTo(0.5 * (above - below) / (2 * STEP), within(1e-7));
    }
  }
}
