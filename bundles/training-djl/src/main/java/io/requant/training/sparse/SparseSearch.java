package io.requant.training.sparse;

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

  /** Rates of the logarithm of the multiplier: what a bit is worth differs by orders. */
  private static final double DUAL_RATE = 0.01;

  private static final double DAMPING = 10;
  private static final double MOST_DUAL = 12;

  /** Logit of so small a sparsity that no layer prunes a group. */
  static final float UNPRUNED = -30;

  /** Sparsities of 2 % and 99 %. */
  private static final double LEAST_LOGIT = -4;

  private static final double MOST_LOGIT = 4.6;

  private final List<SparseLayer> layers;
  private final SparseSettings settings;
  private final SparseSize size;

  SparseSearch(List<SparseLayer> layers, SparseSettings settings) {
    this.layers = List.copyOf(layers);
    this.settings = settings;
    this.size = new SparseSize(this.layers, settings);
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
    if (turn) {
      fitAll(schedule, step, store, true);
    }
    SparseProgress progress = update(schedule, step, store);
    if (turn) {
      // Grids for the masks that were just made, and masks of the wanted size with these grids.
      fitAll(schedule, step, store, true);
      progress = update(schedule, step, store);
    } else if (step % GRID_STEPS == 0) {
      fitAll(schedule, step, store, step % CODE_STEPS == 0);
    }
    return Optional.of(progress);
  }

  private void chooseWidths(SparseSchedule schedule, long step, Store store) {
    List<Factors> factors = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      factors.add(factors(schedule, step, l, store));
    }
    int[] choice =
        settings.prunes()
            ? factors.stream().mapToInt(Factors::best).toArray()
            : WidthChoice.of(
                layers, factors, store.get(SparseTensors.CURVATURE), settings.targetBits());
    float[] bits = new float[choice.length];
    for (int l = 0; l < bits.length; l++) {
      bits[l] = settings.widths().get(choice[l]);
    }
    store.set(SparseTensors.BITS, bits);
  }

  private void fitAll(SparseSchedule schedule, long step, Store store, boolean codes) {
    for (int l = 0; l < layers.size(); l++) {
      SparseLayer layer = layers.get(l);
      fit(layer, store, factors(schedule, step, l, store).coded());
      if (codes && !settings.nominal()) {
        float[] grid = store.get(SparseTensors.costs(layer.name()));
        Factors f = factors(schedule, step, l, store);
        grid[grid.length - 1] = (float) size.coded(layer, f, store);
        store.set(SparseTensors.costs(layer.name()), grid);
      }
    }
  }

  /** Grids and costs of a layer from its kept weights. */
  private void fit(SparseLayer layer, Store store, double coded) {
    boolean zeros = settings.zeros();
    float[] weights = store.get(layer.name() + ".weight");
    float[] mask = store.get(SparseTensors.mask(layer.name()));
    int channels = layer.layer().outChannels();
    int count = settings.widths().size();
    double[] sizes = WeightGrid.sizes(weights, mask, channels);
    float[] samples = WeightGrid.samples(weights, mask, sizes);
    double square = WeightGrid.meanSquare(weights, mask);
    float[] inverse = new float[count * channels];
    float[] grid = new float[2 * count + 1];
    grid[2 * count] = (float) coded;
    for (int b = 0; b < count; b++) {
      int bits = settings.widths().get(b);
      double ratio = WeightGrid.ratio(samples, bits, zeros);
      grid[b] = (float) (settings.nominal() ? bits : WeightGrid.cost(samples, ratio, bits, zeros));
      grid[count + b] = (float) (square * WeightGrid.error(samples, ratio, bits, zeros));
      for (int c = 0; c < channels; c++) {
        inverse[b * channels + c] = (float) (1 / (sizes[c] * ratio));
      }
    }
    store.set(SparseTensors.inverse(layer.name()), inverse);
    store.set(SparseTensors.costs(layer.name()), grid);
  }

  private SparseProgress update(SparseSchedule schedule, long step, Store store) {
    List<Factors> factors = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      factors.add(factors(schedule, step, l, store));
    }
    boolean searching = step < schedule.hard();
    if (searching && settings.prunes()) {
      bound(factors, store);
    } else if (settings.prunes()) {
      shift(factors, store, step == schedule.frozen());
    }
    double total = size.bits(factors);
    double excess = Math.log(total / settings.targetBits());
    double dual = store.get(SparseTensors.DUAL)[0];
    dual = searching ? clamp(dual + DUAL_RATE * MASK_STEPS * excess) : dual;
    double force = Math.exp(clamp(dual + DAMPING * excess)) / total;
    store.set(SparseTensors.DUAL, new float[] {(float) dual, (float) total});
    float[] curvatures = store.get(SparseTensors.CURVATURE);
    OrderStatistic order = new OrderStatistic();
    double ramp = schedule.ramp(step);
    long weights = 0;
    long kept = 0;
    double keptBits = 0;
    for (int l = 0; l < layers.size(); l++) {
      SparseLayer layer = layers.get(l);
      Factors f = factors.get(l);
      double rho = f.rho();
      float[] scores = layer.scores(store.get(layer.name() + ".weight"));
      Threshold now = Threshold.of(scores, rho * ramp, order);
      Threshold wanted = ramp == 1 ? now : Threshold.of(scores, rho, order);
      float[] mask = layer.mask(scores, now.value());
      store.set(SparseTensors.mask(layer.name()), mask);
      int ones = SparseSize.ones(mask);
      weights += mask.length;
      kept += ones;
      keptBits += ones * f.width(settings.widths());
      store.set(
          SparseTensors.control(layer.name()),
          new float[] {
            (float) (now.slope() * ramp * rho * (1 - rho)), (float) (1 / schedule.temperature(step))
          });
      store.set(
          SparseTensors.dense(layer.name()),
          step < schedule.frozen() ? layer.live(mask) : new float[layer.layer().outChannels()]);
      store.set(
          SparseTensors.pull(layer.name()),
          searching
              ? f.pull(layer.model(), force, curvatures[l], Math.max(0, wanted.value()))
              : new float[1 + settings.widths().size()]);
    }
    return new SparseProgress(
        1 - kept / (double) weights,
        keptBits / Math.max(1, kept),
        total / Byte.SIZE,
        Math.exp(dual));
  }

  /** Keeps every layer from vanishing, and factors from running away where gradients do. */
  private void bound(List<Factors> factors, Store store) {
    for (int l = 0; l < layers.size(); l++) {
      double raw = factors.get(l).raw();
      double bounded = Math.max(LEAST_LOGIT, Math.min(MOST_LOGIT, raw));
      if (bounded != raw) {
        move(factors, l, bounded - raw, store);
      }
    }
  }

  private void move(List<Factors> factors, int l, double shift, Store store) {
    Factors f = factors.get(l).shifted(shift);
    factors.set(l, f);
    String name = SparseTensors.factors(layers.get(l).name());
    float[] raw = store.get(name);
    raw[0] = (float) f.raw();
    store.set(name, raw);
  }

  /** Moves all sparsity factors alike so that the size is the target. */
  private void shift(List<Factors> factors, Store store, boolean exact) {
    double shift = exact ? size.exact(factors, store) : size.shift(factors);
    for (int l = 0; l < layers.size(); l++) {
      move(factors, l, shift, store);
    }
  }

  private static double clamp(double dual) {
    return Math.max(-MOST_DUAL, Math.min(MOST_DUAL, dual));
  }

  private Factors factors(SparseSchedule schedule, long step, int l, Store store) {
    return Factors.of(
        store,
        layers.get(l).name(),
        (int) store.get(SparseTensors.BITS)[l],
        settings.widths(),
        schedule.temperature(step));
  }
}
