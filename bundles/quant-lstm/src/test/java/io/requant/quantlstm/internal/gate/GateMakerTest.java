package io.requant.quantlstm.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.graph.Graph;
import io.requant.model.network.Digest;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.testing.Nets;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import io.requant.quantlstm.internal.search.Sensitivities;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GateMakerTest {

  private static final List<Option> OPTIONS =
      List.of(Option.of(8), Option.of(4), Option.of(2), new Option(2, 8));
  private static final Digest NETWORK = Digest.of(new byte[] {1});
  private static final int IMAGES = 12;

  private final Graph graph = Nets.resnet(8);
  private final LayerCosts costs = new LayerCosts(graph, QuantizationPoints.of(graph), OPTIONS, 8);
  private final Sensitivities sensitivities = sensitivities(4);
  private final float[][][] means = means(5);
  private final GateTeacher teacher = new GateTeacher(List.of(costs), sensitivities);

  @Test
  void aGateThatLearnedTheChoicesForAllImagesMakesThemAgain() {
    TrainedGate trained =
        new GateMaker(NETWORK, List.of(costs), sensitivities, means)
            .make(0, new GateMaker.Steps(900, 0), 1);
    // Guessing costs ln 4 = 1.39.
    assertThat(trained.levelLoss()).isLessThan(0.2);
    assertThat(trained.imageLoss()).isNaN();
    for (ResourceLevel level : ResourceLevel.values()) {
      double part = level.percent() / 100.0;
      Budget budget = LevelBudgets.ofPart(graph, 8, part);
      assertThat(trained.choice(costs, budget, part).isPresent())
          .isEqualTo(teacher.forAll(part).isPresent());
      teacher
          .forAll(part)
          .ifPresent(
              best ->
                  assertThat(trained.choice(costs, budget, part).orElseThrow()).isEqualTo(best));
    }
  }

  @Test
  void theSameSeedGivesTheSameGateAndEveryChoiceIsWithinItsBudget() {
    TrainedGate trained = make();
    assertThat(GateCodec.encode(trained.gate())).isEqualTo(GateCodec.encode(make().gate()));
    for (double part = 0.3; part <= 1; part += 0.05) {
      Budget budget = LevelBudgets.ofPart(graph, 8, part);
      trained
          .choice(costs, budget, part)
          .ifPresent(choice -> assertThat(costs.within(choice, budget)).isTrue());
    }
    assertThat(trained.choice(costs, new Budget(1, 1), 0.25)).isEmpty();
  }

  @Test
  void anImagesOwnChoiceIsTheBestByItsOwnAndAllSensitivitiesTogether() {
    for (int image = 0; image < IMAGES; image++) {
      int[] own = teacher.forImage(image, 0.6).orElseThrow();
      int[] all = teacher.forAll(0.6).orElseThrow();
      assertThat(costs.within(own, LevelBudgets.ofPart(graph, 8, 0.6))).isTrue();
      assertThat(both(image, own)).isLessThanOrEqualTo(both(image, all) + 1e-9);
    }
    assertThat(teacher.forAll(1).orElseThrow()).containsOnly(0);
    assertThat(teacher.forAll(0.001)).isEmpty();
  }

  @Test
  void featuresOfOtherImagesThanTheSensitivitiesAreRefused() {
    float[][][] fewer = java.util.Arrays.copyOf(means, IMAGES - 1);
    assertThatThrownBy(() -> new GateMaker(NETWORK, List.of(costs), sensitivities, fewer))
        .hasMessageContaining("features of 11 images, sensitivities of 12");
  }

  private TrainedGate make() {
    return new GateMaker(NETWORK, List.of(costs), sensitivities, means)
        .make(6, new GateMaker.Steps(150, 50), 7);
  }

  private double both(int image, int[] choice) {
    double sum = 0;
    for (int l = 0; l < choice.length; l++) {
      sum += sensitivities.means()[l][choice[l]] + sensitivities.ofImage(image)[l][choice[l]];
    }
    return sum;
  }

  /** Narrower options cost more answers, by layer and image differently. */
  private Sensitivities sensitivities(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][][] values = new float[costs.layers().size()][OPTIONS.size()][IMAGES];
    for (float[][] layer : values) {
      double weight = random.nextDouble(0.1, 1);
      for (int o = 1; o < OPTIONS.size(); o++) {
        for (int i = 0; i < IMAGES; i++) {
          layer[o][i] = (float) (weight * o * random.nextDouble(0.5, 1.5));
        }
      }
    }
    return new Sensitivities(values);
  }

  private float[][][] means(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][][] images = new float[IMAGES][][];
    for (int i = 0; i < IMAGES; i++) {
      images[i] = Gates.means(random, LstmGate.shape(costs));
    }
    return images;
  }
}
