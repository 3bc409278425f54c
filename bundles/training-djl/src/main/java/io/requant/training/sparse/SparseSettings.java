package io.requant.training.sparse;

import io.requant.model.arithmetic.Bits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What joint training is told.
 *
 * @param widths candidate widths of the weights, ascending, 2..8
 * @param granularity what is pruned as a whole
 * @param prunes whether anything is pruned; if not, widths alone have to meet the target, and
 *     weights may be zero as any other integer
 * @param nominal whether the size is counted as in papers, kept weights times width and no mask,
 *     instead of what a file takes
 * @param targetBits bits of all weights that the run aims at, above 0
 * @param distillation part of the loss that is the distance from the float network's answers, 0..1
 * @param softness temperature of these answers, at least 1
 * @param rate Adam's rate for the sparsity and width factors, above 0
 */
public record SparseSettings(
    List<Integer> widths,
    Granularity granularity,
    boolean prunes,
    boolean nominal,
    double targetBits,
    double distillation,
    double softness,
    double rate) {

  /** Paper 2's candidates and the two bits below them; 7, which is hardly ever chosen, left out. */
  public static final List<Integer> WIDTHS = List.of(2, 3, 4, 5, 6, 8);

  /** A rate at which Adam's noise alone moves a factor by about 0.3 in a run of 20,000 steps. */
  public static final double RATE = 0.003;

  /** Checks every value; messages name the value and what it may be. */
  public SparseSettings {
    widths = List.copyOf(widths);
    require(!widths.isEmpty(), "no widths: give at least one");
    for (int i = 0; i < widths.size(); i++) {
      int least = i == 0 ? Bits.MIN : widths.get(i - 1) + 1;
      require(
          widths.get(i) >= least && widths.get(i) <= 8,
          "widths " + widths + ": they must ascend within 2..8");
    }
    require(targetBits > 0, "a target of " + targetBits + " bits: it must be above 0");
    require(
        distillation >= 0 && distillation <= 1,
        "distillation " + distillation + ": it must be in 0..1");
    require(softness >= 1, "softness " + softness + ": it must be at least 1");
    require(rate > 0, "rate " + rate + ": it must be above 0");
  }

  /** Whether weights that are kept may be zero. */
  boolean zeros() {
    return !prunes || granularity.keepsZeros();
  }

  /** The settings as text by key: part of what must be equal for a run to be resumed. */
  Map<String, String> asMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("method", "sparse");
    map.put("widths", widths.toString());
    map.put("granularity", granularity.name());
    if (!prunes) {
      map.put("prunes", "false");
    }
    map.put("nominal", Boolean.toString(nominal));
    map.put("targetBits", Double.toString(targetBits));
    map.put("distillation", Double.toString(distillation));
    map.put("softness", Double.toString(softness));
    map.put("rate", Double.toString(rate));
    return map;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
