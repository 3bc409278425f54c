package io.requant.training.sparse;

import io.requant.model.file.PackedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happens between the steps of joint training: thresholds and masks from the sparsity factors,
 * grids from the kept weights, the size and its gradient, dual ascent, the choice of widths. All
 * its state is in tensors of the run.
 */
final class SparseSearch {

  /** The tensors of a run as arrays. */
  interface Store {
    float[] get(String name);

    void set(String name, float[] values);
  }

  /** Masks follow the weights every so many steps, as in DPF (Lin et al. 2020, section 5). */
  static final int MASK_STEPS = 8;

  private static final int GRID_STEPS = 64;
  private static final int CODE_STEPS = 512;
  private static final double DUAL_RATE = 0.02;
  private static final double MOST_DUAL = 100;
  private static final double MOST_SHIFT = 12;
  private static final int HALVINGS = 50;

  private final List<SparseLayer> layers;
  private final SparseSettings settings;

  SparseSearch(List<SparseLayer> layers, SparseSettings settings) {
    this.layers = List.copyOf(layers);
    this.settings = settings;
  }

  /**
   * State of one layer's factors in doubles.
   *
   * @param coded bits in a file over those of the size model
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Factors(double rho, double[] parts, double[] costs, double coded) {

    double cost() {
      double cost = 0;
      for (int b = 0; b < parts.length; b++) {
        cost += parts[b] * costs[b];
      }
      return cost;
    }
  }

  /** Fills in everything that belongs to the state before the first step. */
  void start(SparseSchedule schedule, Store store) {
    store.set(SparseTensors.BITS, new float[layers.size()]);
    layers.forEach(layer -> fit(layer, store, 1));
    update(schedule, 0, store);
  }

  /**
   * Follows the weights after a step.
   *
   * @param step steps taken
   * @return how it stands, if anything was done
   */
  Optional<SparseProgress> stepFinished(SparseSchedule schedule, long step, Store store) {
    boolean turn = step == schedule.hard() || step == schedule.frozen();
    if (step > schedule.frozen() || (step % MASK_STEPS != 0 && !turn)) {
      return Optional.empty();
    }
    if (step == schedule.hard()) {
      chooseWidths(schedule, step, store);
    }
    SparseProgress progress = update(schedule, step, store);
    if (step % GRID_STEPS == 0 || turn) {
      boolean codes = !settings.nominal() && (step % CODE_STEPS == 0 || turn);
      for (int l = 0; l < layers.size(); l++) {
        double coded = factors(schedule, step, l, store).coded();
        fit(layers.get(l), store, coded);
        if (codes) {
          code(schedule, step, l, store);
        }
      }
    }
    return Optional.of(progress);
  }

  private void chooseWidths(SparseSchedule schedule, long step, Store store) {
    float[] bits = new float[layers.size()];
    for (int l = 0; l < bits.length; l++) {
      bits[l] = settings.widths().get(best(factors(schedule, step, l, store).parts()));
    }
    store.set(SparseTensors.BITS, bits);
  }

  /** Grids and costs of a layer from its kept weights. */
  private void fit(SparseLayer layer, Store store, double coded) {
    boolean zeros = settings.granularity().keepsZeros();
    float[] weights = store.get(layer.name() + ".weight");
    float[] mask = store.get(SparseTensors.mask(layer.name()));
    int channels = layer.layer().outChannels();
    double[] sizes = WeightGrid.sizes(weights, mask, channels);
    float[] samples = WeightGrid.samples(weights, mask, sizes);
    float[] inverse = new float[settings.widths().size() * channels];
    float[] costs = new float[settings.widths().size() + 1];
    costs[costs.length - 1] = (float) coded;
    for (int b = 0; b < costs.length - 1; b++) {
      int bits = settings.widths().get(b);
      double ratio = WeightGrid.ratio(samples, bits, zeros);
      costs[b] = (float) (settings.nominal() ? bits : WeightGrid.cost(samples, ratio, bits, zeros));
      for (int c = 0; c < channels; c++) {
        inverse[b * channels + c] = (float) (1 / (sizes[c] * ratio));
      }
    }
    store.set(SparseTensors.inverse(layer.name()), inverse);
    store.set(SparseTensors.costs(layer.name()), costs);
  }

  /** Compares the size model with what the coder of files makes of the weights as they are. */
  private void code(SparseSchedule schedule, long step, int l, Store store) {
    SparseLayer layer = layers.get(l);
    Factors f = factors(schedule, step, l, store);
    int best = best(f.parts());
    int bits = settings.widths().get(best);
    float[] mask = store.get(SparseTensors.mask(layer.name()));
    short[] integers =
        SparseNetworks.integers(
            layer.layer(),
            bits,
            best,
            store.get(layer.name() + ".weight"),
            mask,
            store.get(SparseTensors.inverse(layer.name())),
            settings.granularity().keepsZeros());
    double pruned = 1 - ones(mask) / (double) mask.length;
    double modelled = layer.model().bits(pruned, f.costs()[best]);
    float[] costs = store.get(SparseTensors.costs(layer.name()));
    costs[costs.length - 1] =
        (float) (PackedModel.weightBits(layer.layer(), bits, integers) / Math.max(1, modelled));
    store.set(SparseTensors.costs(layer.name()), costs);
  }

  private static int best(double[] parts) {
    int best = 0;
    for (int b = 1; b < parts.length; b++) {
      best = parts[b] > parts[best] ? b : best;
    }
    return best;
  }

  private SparseProgress update(SparseSchedule schedule, long step, Store store) {
    List<Factors> factors = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      factors.add(factors(schedule, step, l, store));
    }
    boolean searching = step < schedule.hard();
    if (!searching) {
      meet(factors, store);
    }
    double total = total(factors, 0);
    float[] dual = store.get(SparseTensors.DUAL);
    double excess = Math.log(total / settings.targetBits());
    double multiplier = searching ? dual[0] + DUAL_RATE * MASK_STEPS * excess : 0;
    multiplier = Math.max(0, Math.min(MOST_DUAL, multiplier));
    store.set(SparseTensors.DUAL, new float[] {(float) multiplier, (float) total});
    double force = excess > 0 ? multiplier / total : 0;
    OrderStatistic order = new OrderStatistic();
    long weights = 0;
    long kept = 0;
    double keptBits = 0;
    for (int l = 0; l < layers.size(); l++) {
      SparseLayer layer = layers.get(l);
      Factors f = factors.get(l);
      float[] scores = layer.scores(store.get(layer.name() + ".weight"));
      double ramp = schedule.ramp(step);
      Threshold threshold = Threshold.of(scores, f.rho() * ramp, order);
      float[] mask = layer.mask(scores, threshold.value());
      store.set(SparseTensors.mask(layer.name()), mask);
      int ones = ones(mask);
      weights += mask.length;
      kept += ones;
      keptBits += ones * width(f);
      double byFactor = f.rho() * (1 - f.rho());
      store.set(
          SparseTensors.control(layer.name()),
          new float[] {
            (float) (threshold.slope() * ramp * byFactor),
            (float) (1 / schedule.temperature(step)),
            step < schedule.frozen() ? 1 : 0
          });
      store.set(
          SparseTensors.pull(layer.name()),
          pull(layer.model(), f, force * f.coded(), schedule, step));
    }
    return new SparseProgress(
        1 - kept / (double) weights, keptBits / Math.max(1, kept), total / Byte.SIZE, multiplier);
  }

  private static int ones(float[] mask) {
    int ones = 0;
    for (float m : mask) {
      ones += m != 0 ? 1 : 0;
    }
    return ones;
  }

  private double width(Factors f) {
    double width = 0;
    for (int b = 0; b < f.parts().length; b++) {
      width += f.parts()[b] * settings.widths().get(b);
    }
    return width;
  }

  private static float[] pull(
      SizeModel model, Factors f, double force, SparseSchedule schedule, long step) {
    double cost = f.cost();
    float[] pull = new float[1 + f.parts().length];
    pull[0] = (float) (force * model.bySparsity(f.rho(), cost) * f.rho() * (1 - f.rho()));
    for (int b = 0; b < f.parts().length; b++) {
      double byFactor = f.parts()[b] * (f.costs()[b] - cost) / schedule.temperature(step);
      pull[1 + b] = (float) (force * model.byCost(f.rho()) * byFactor);
    }
    return pull;
  }

  private Factors factors(SparseSchedule schedule, long step, int l, Store store) {
    String name = layers.get(l).name();
    float[] raw = store.get(SparseTensors.factors(name));
    float[] costs = store.get(SparseTensors.costs(name));
    double[] parts = new double[costs.length - 1];
    double[] wide = new double[parts.length];
    int bits = (int) store.get(SparseTensors.BITS)[l];
    double temperature = schedule.temperature(step);
    double most = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < parts.length; b++) {
      most = Math.max(most, raw[1 + b] / temperature);
      wide[b] = costs[b];
    }
    double sum = 0;
    for (int b = 0; b < parts.length; b++) {
      parts[b] =
          bits == 0
              ? Math.exp(raw[1 + b] / temperature - most)
              : settings.widths().get(b) == bits ? 1 : 0;
      sum += parts[b];
    }
    for (int b = 0; b < parts.length; b++) {
      parts[b] /= sum;
    }
    return new Factors(sigmoid(raw[0]), parts, wide, costs[parts.length]);
  }

  /** Shifts all sparsity factors alike so that the size is the target. */
  private void meet(List<Factors> factors, Store store) {
    double low = -MOST_SHIFT;
    double high = MOST_SHIFT;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (total(factors, middle) > settings.targetBits()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    for (int l = 0; l < layers.size(); l++) {
      String name = SparseTensors.factors(layers.get(l).name());
      float[] raw = store.get(name);
      raw[0] = (float) (raw[0] + high);
      store.set(name, raw);
      Factors f = factors.get(l);
      factors.set(l, new Factors(sigmoid(raw[0]), f.parts(), f.costs(), f.coded()));
    }
  }

  private double total(List<Factors> factors, double shift) {
    double total = 0;
    for (int l = 0; l < layers.size(); l++) {
      Factors f = factors.get(l);
      double rho = sigmoid(logit(f.rho()) + shift);
      total += f.coded() * layers.get(l).model().bits(rho, f.cost());
    }
    return total;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double logit(double p) {
    return Math.log(p / (1 - p));
  }
}
