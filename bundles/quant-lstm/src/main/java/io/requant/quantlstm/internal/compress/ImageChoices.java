package io.requant.quantlstm.internal.compress;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SwitchedNetwork;
import io.requant.model.quantize.SwitchedNetwork.Chooser;
import io.requant.model.quantize.SwitchedNetwork.Widths;
import io.requant.quantlstm.internal.compare.PairedBootstrap;
import io.requant.quantlstm.internal.gate.ImageGate;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What it is worth to choose widths for every image instead of once for a budget. The static choice
 * and those of the images are computed in the same way, normalised by width, and cost the same on
 * average; so the choice is all that differs.
 */
final class ImageChoices {

  /** Images computed together. */
  private static final int BATCH = 100;

  private final SharedNetwork shared;
  private final TrainedGate gate;
  private final CalibrationImages calibration;
  private final LabelledImages images;
  private final long seed;

  /**
   * Prepares.
   *
   * @param calibration training images that normalisations are estimated on
   * @param images what accuracy is measured on
   */
  ImageChoices(
      SharedNetwork shared,
      TrainedGate gate,
      CalibrationImages calibration,
      LabelledImages images,
      long seed) {
    this.shared = shared;
    this.gate = gate;
    this.calibration = calibration;
    this.images = images;
    this.seed = seed;
  }

  /** Figures of one budget. */
  Map<String, Object> under(LayerCosts costs, double part, int[] fixed) {
    ImageGate own = ImageGate.of(gate, costs, part, costs.bops(fixed));
    List<Option> options = costs.options();
    Asked alike = new Asked(options, () -> (layer, means) -> fixed[layer]);
    Asked each =
        new Asked(
            options,
            () -> {
              ImageGate.Walk walk = own.walk();
              return (layer, means) -> walk.next(means);
            });
    boolean[] before = correct(alike, costs.outerBits());
    boolean[] after = correct(each, costs.outerBits());
    long[] bops = each.choices.stream().mapToLong(costs::bops).sorted().toArray();
    PairedBootstrap difference = PairedBootstrap.of(after, before, seed);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("part", part);
    values.put("images", images.count());
    values.put("staticBops", costs.bops(fixed));
    values.put("meanBops", Arrays.stream(bops).average().orElseThrow());
    for (int percent : new int[] {5, 50, 95}) {
      values.put("bopsPercentile" + percent, bops[(bops.length - 1) * percent / 100]);
    }
    values.put("choices", each.choices.stream().map(Arrays::toString).distinct().count());
    values.put("staticTop1", part(before));
    values.put("top1", part(after));
    values.put("points", difference.points());
    values.put("low95", difference.low());
    values.put("high95", difference.high());
    values.put("gateMacs", gate.gate().macs());
    values.put("gateMicros", each.nanos / 1e3 / images.count());
    return values;
  }

  private boolean[] correct(Asked asked, int outerBits) {
    SwitchedNetwork network = new SwitchedNetwork(shared, outerBits, calibration, asked);
    asked.restart();
    boolean[] correct = new boolean[images.count()];
    for (int start = 0; start < correct.length; start += BATCH) {
      int[] some = IntStream.range(start, Math.min(correct.length, start + BATCH)).toArray();
      List<byte[]> pixels = Arrays.stream(some).mapToObj(images::image).toList();
      float[][] logits = network.run(CalibrationImages.ofPixels(pixels), asked);
      for (int i = 0; i < logits.length; i++) {
        int best = 0;
        for (int c = 1; c < logits[i].length; c++) {
          best = logits[i][c] > logits[i][best] ? c : best;
        }
        correct[start + i] = best == images.label(start + i);
      }
      asked.finish();
    }
    return correct;
  }

  private static double part(boolean[] correct) {
    int sum = 0;
    for (boolean right : correct) {
      sum += right ? 1 : 0;
    }
    return sum / (double) correct.length;
  }

  /** Chooses for one image. */
  @FunctionalInterface
  private interface Walker {
    int next(int layer, float[] means);
  }

  /** Keeps what was chosen for every image, and how long that took. */
  private static final class Asked implements Chooser {
    private final List<Option> options;
    private final java.util.function.Supplier<Walker> walkers;
    private final Map<Integer, Walker> walking = new LinkedHashMap<>();
    private final Map<Integer, List<Integer>> chosen = new LinkedHashMap<>();
    private final List<int[]> choices = new ArrayList<>();
    private long nanos;

    Asked(List<Option> options, java.util.function.Supplier<Walker> walkers) {
      this.options = options;
      this.walkers = walkers;
    }

    @Override
    public Widths choose(int image, int layer, float[] means) {
      Walker walker = walking.computeIfAbsent(image, i -> walkers.get());
      long start = System.nanoTime();
      int option = walker.next(layer, means);
      nanos += System.nanoTime() - start;
      chosen.computeIfAbsent(image, i -> new ArrayList<>()).add(option);
      return new Widths(options.get(option).weightBits(), options.get(option).activationBits());
    }

    /** Forgets the images that normalisations were estimated on. */
    void restart() {
      walking.clear();
      chosen.clear();
      choices.clear();
      nanos = 0;
    }

    /** The images were computed: the next ones start anew. */
    void finish() {
      chosen.values().forEach(c -> choices.add(c.stream().mapToInt(Integer::intValue).toArray()));
      walking.clear();
      chosen.clear();
    }
  }
}
