package io.requant.training.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.file.PackedModel;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SparseSearchTest {

  private static final int STEPS = 4096;
  private static final SparseSchedule SCHEDULE = new SparseSchedule(STEPS);
  private static final List<Parametric> LAYERS =
      List.of(
          new Conv("first", Graph.INPUT, 16, 32, Window.square(3, 1, 1), 1),
          new Conv("second", "first", 32, 32, Window.square(3, 1, 1), 1),
          new Linear("last", "second", 64, 10));

  /** Tensors in memory, as a run has them. */
  private static final class Tensors implements SparseSearch.Store {
    private final Map<String, float[]> values = new HashMap<>();

    @Override
    public float[] get(String name) {
      return values.get(name).clone();
    }

    @Override
    public void set(String name, float[] value) {
      values.put(name, value.clone());
    }
  }

  private static SparseSettings settings(
      Granularity granularity, boolean prunes, boolean nominal, double bits) {
    return new SparseSettings(List.of(2, 3, 4, 8), granularity, prunes, nominal, bits, 0, 1, 0.01);
  }

  private static List<SparseLayer> layers(SparseSettings settings) {
    return LAYERS.stream().map(layer -> SparseLayer.of(layer, settings)).toList();
  }

  private static Tensors tensors(SparseSettings settings, double sparsity) {
    Tensors tensors = new Tensors();
    SplittableRandom random = new SplittableRandom(2);
    for (Parametric layer : LAYERS) {
      float[] weights = new float[layer.weightCount()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (random.nextGaussian() * 0.1);
      }
      float[] mask = new float[weights.length];
      Arrays.fill(mask, 1);
      float[] factors = new float[1 + settings.widths().size()];
      factors[0] = settings.prunes() ? (float) Factors.logit(sparsity) : SparseSearch.UNPRUNED;
      factors[2] = 0.5f;
      tensors.set(layer.name() + ".weight", weights);
      tensors.set(SparseTensors.mask(layer.name()), mask);
      tensors.set(SparseTensors.factors(layer.name()), factors);
    }
    tensors.set(SparseTensors.DUAL, new float[2]);
    tensors.set(SparseTensors.CURVATURE, new float[] {1, 0.1f, 2});
    return tensors;
  }

  private static double codedBits(SparseSettings settings, Tensors tensors) {
    double bits = 0;
    for (int l = 0; l < LAYERS.size(); l++) {
      Parametric layer = LAYERS.get(l);
      int width = (int) tensors.get(SparseTensors.BITS)[l];
      short[] integers =
          SparseNetworks.integers(
              layer,
              width,
              settings.widths().indexOf(width),
              tensors.get(layer.name() + ".weight"),
              tensors.get(SparseTensors.mask(layer.name())),
              tensors.get(SparseTensors.inverse(layer.name())),
              settings.zeros());
      bits += PackedModel.weightBits(layer, width, integers);
    }
    return bits;
  }

  private static Tensors searched(SparseSettings settings) {
    Tensors tensors = tensors(settings, 0.8);
    SparseSearch search = new SparseSearch(layers(settings), settings);
    search.start(SCHEDULE, tensors);
    for (long step = 1; step <= SCHEDULE.frozen() + 10; step++) {
      search.stepFinished(SCHEDULE, step, tensors);
    }
    return tensors;
  }

  @Test
  void theFrozenMasksMeetTheTargetInTheCodersOwnBits() {
    for (Granularity granularity : Granularity.values()) {
      SparseSettings settings = settings(granularity, true, false, 20_000);
      double bits = codedBits(settings, searched(settings));
      // A filter of the second layer takes up to a thousand bits.
      double coarse = granularity == Granularity.FILTER ? 0.07 : 0.03;
      assertThat(bits / 20_000).as("%s", granularity).isBetween(1 - coarse, 1.0);
    }
  }

  /** Widths, ramp and masks all end at once. */
  @Test
  void evenARunOfAFewStepsMeetsItsTarget() {
    SparseSettings settings = settings(Granularity.UNSTRUCTURED, true, false, 20_000);
    SparseSchedule few = new SparseSchedule(3);
    Tensors tensors = tensors(settings, 0.8);
    SparseSearch search = new SparseSearch(layers(settings), settings);
    search.start(few, tensors);
    for (long step = 1; step <= 3; step++) {
      search.stepFinished(few, step, tensors);
    }
    assertThat(codedBits(settings, tensors) / 20_000).isBetween(0.97, 1.0);
  }

  @Test
  void theSizeModelIsNearWhatTheCoderMakes() {
    SparseSettings settings = settings(Granularity.UNSTRUCTURED, true, false, 20_000);
    Tensors tensors = searched(settings);
    double estimated = tensors.get(SparseTensors.DUAL)[1];
    assertThat(estimated / codedBits(settings, tensors)).isCloseTo(1, within(0.03));
  }

  @Test
  void aNominalTargetIsMetByKeptWeightsTimesTheirWidths() {
    SparseSettings settings = settings(Granularity.UNSTRUCTURED, true, true, 12_000);
    Tensors tensors = searched(settings);
    double bits = 0;
    for (int l = 0; l < LAYERS.size(); l++) {
      float[] mask = tensors.get(SparseTensors.mask(LAYERS.get(l).name()));
      bits += SparseSize.ones(mask) * tensors.get(SparseTensors.BITS)[l];
    }
    assertThat(bits).isBetween(11_980.0, 12_000.0);
  }

  @Test
  void widthsAloneMeetATargetWhereNothingIsPruned() {
    SparseSettings settings = settings(Granularity.UNSTRUCTURED, false, false, 40_000);
    Tensors tensors = searched(settings);
    for (Parametric layer : LAYERS) {
      float[] mask = tensors.get(SparseTensors.mask(layer.name()));
      assertThat(SparseSize.ones(mask)).isEqualTo(mask.length);
    }
    assertThat(codedBits(settings, tensors)).isLessThan(40_000);
  }

  @Test
  void masksAndGridsStayOnceFrozenWhateverTheWeightsDo() {
    SparseSettings settings = settings(Granularity.BLOCK_1X4, true, false, 20_000);
    Tensors tensors = searched(settings);
    Map<String, float[]> before = new HashMap<>();
    tensors.values.forEach((name, value) -> before.put(name, value.clone()));
    SplittableRandom random = new SplittableRandom(9);
    SparseSearch search = new SparseSearch(layers(settings), settings);
    for (Parametric layer : LAYERS) {
      float[] weights = tensors.get(layer.name() + ".weight");
      for (int i = 0; i < weights.length; i++) {
        weights[i] += (float) (random.nextGaussian() * 0.2);
      }
      tensors.set(layer.name() + ".weight", weights);
    }
    for (long step = SCHEDULE.frozen() + 1; step <= STEPS; step++) {
      assertThat(search.stepFinished(SCHEDULE, step, tensors)).isEmpty();
    }
    before.forEach(
        (name, value) -> {
          if (!name.endsWith(".weight")) {
            assertThat(tensors.values.get(name)).as(name).isEqualTo(value);
          }
        });
    for (Parametric layer : LAYERS) {
      // What is pruned gets no gradient any more.
      assertThat(tensors.get(SparseTensors.dense(layer.name()))).containsOnly(0f);
    }
  }

  @Test
  void groupsArePrunedAsAWhole() {
    for (Granularity granularity : Granularity.values()) {
      SparseSettings settings = settings(granularity, true, false, 20_000);
      Tensors tensors = searched(settings);
      for (SparseLayer layer : layers(settings)) {
        float[] mask = tensors.get(SparseTensors.mask(layer.name()));
        float[] byGroup = new float[layer.sizes().length];
        for (int i = 0; i < mask.length; i++) {
          byGroup[layer.groups()[i]] += mask[i];
        }
        for (int g = 0; g < byGroup.length; g++) {
          assertThat(byGroup[g]).as("%s", granularity).isIn(0f, (float) layer.sizes()[g]);
        }
      }
    }
  }

  @Test
  void layersThatTheLossMindsLessArePrunedMore() {
    SparseSettings settings = settings(Granularity.UNSTRUCTURED, true, false, 20_000);
    Tensors tensors = tensors(settings, 0.8);
    SparseSearch search = new SparseSearch(layers(settings), settings);
    search.start(SCHEDULE, tensors);
    search.stepFinished(SCHEDULE, SCHEDULE.hard() - SCHEDULE.hard() % 8 - 8, tensors);
    double minded = tensors.get(SparseTensors.pull("first"))[0] / LAYERS.get(0).weightCount();
    double free = tensors.get(SparseTensors.pull("second"))[0] / LAYERS.get(1).weightCount();
    // A larger pull lowers the factor, and with it the sparsity.
    assertThat(minded).isGreaterThan(free);
  }

  @Test
  void aDeadChannelGetsNoDenseGradient() {
    SparseSettings settings = settings(Granularity.FILTER, true, false, 20_000);
    SparseLayer layer = SparseLayer.of(LAYERS.get(2), settings);
    float[] mask = new float[640];
    mask[70] = 1;
    float[] live = layer.live(mask);
    assertThat(live[1]).isEqualTo(1);
    assertThat(live[0]).isZero();
  }
}
