package io.requant.training.sparse;

import io.requant.model.file.PackedModel;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Size of all weights: by the size model, or by the coder of files itself. */
final class SparseSize {

  private static final double MOST_SHIFT = 12;
  private static final int HALVINGS = 50;

  /** With the coder each one takes some tenths of a second. */
  private static final int EXACT_HALVINGS = 18;

  private static final double EXACT_REACH = 4;

  /** Left for what magnitudes and constants still change while masks stay. */
  private static final double MARGIN = 0.008;

  private final List<SparseLayer> layers;
  private final SparseSettings settings;

  SparseSize(List<SparseLayer> layers, SparseSettings settings) {
    this.layers = layers;
    this.settings = settings;
  }

  /** Bits of all weights by the size model. */
  double bits(List<Factors> factors) {
    return bits(factors, 0);
  }

  private double bits(List<Factors> factors, double shift) {
    double total = 0;
    for (int l = 0; l < layers.size(); l++) {
      Factors f = factors.get(l).shifted(shift);
      total += f.coded() * layers.get(l).model().bits(f.rho(), f.cost());
    }
    return total;
  }

  /** What has to be added to all logits of sparsity so that the modelled size is the target. */
  double shift(List<Factors> factors) {
    return least(shift -> bits(factors, shift), settings.targetBits(), MOST_SHIFT, HALVINGS);
  }

  /** The same with what the coder of files, or the nominal count, makes of the weights. */
  double exact(List<Factors> factors, SparseSearch.Store store) {
    double around = shift(factors);
    return around
        + least(
            shift -> codedBits(factors, around + shift, store),
            (settings.nominal() ? 1 : 1 - MARGIN) * settings.targetBits(),
            EXACT_REACH,
            EXACT_HALVINGS);
  }

  private static double least(DoubleUnaryOperator bits, double target, double reach, int halvings) {
    double low = -reach;
    double high = reach;
    for (int i = 0; i < halvings; i++) {
      double middle = (low + high) / 2;
      if (bits.applyAsDouble(middle) > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double codedBits(List<Factors> factors, double shift, SparseSearch.Store store) {
    OrderStatistic order = new OrderStatistic();
    double total = 0;
    for (int l = 0; l < layers.size(); l++) {
      SparseLayer layer = layers.get(l);
      Factors f = factors.get(l).shifted(shift);
      float[] scores = layer.scores(store.get(layer.name() + ".weight"));
      float[] mask = layer.mask(scores, Threshold.of(scores, f.rho(), order).value());
      total += codedBits(layer, f, mask, store);
    }
    return total;
  }

  /** Bits in a file, with the masks in effect, over those that the size model gives. */
  double coded(SparseLayer layer, Factors f, SparseSearch.Store store) {
    float[] mask = store.get(SparseTensors.mask(layer.name()));
    double pruned = 1 - ones(mask) / (double) mask.length;
    double modelled = layer.model().bits(pruned, f.costs()[f.best()]);
    return codedBits(layer, f, mask, store) / Math.max(1, modelled);
  }

  private double codedBits(SparseLayer layer, Factors f, float[] mask, SparseSearch.Store store) {
    int best = f.best();
    int bits = settings.widths().get(best);
    if (settings.nominal()) {
      return (double) ones(mask) * bits;
    }
    short[] integers =
        SparseNetworks.integers(
            layer.layer(),
            bits,
            best,
            store.get(layer.name() + ".weight"),
            mask,
            store.get(SparseTensors.inverse(layer.name())),
            settings.zeros());
    return PackedModel.weightBits(layer.layer(), bits, integers);
  }

  static int ones(float[] mask) {
    int ones = 0;
    for (float m : mask) {
      ones += m != 0 ? 1 : 0;
    }
    return ones;
  }
}
