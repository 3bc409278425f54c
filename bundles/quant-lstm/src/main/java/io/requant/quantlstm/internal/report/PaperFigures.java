package io.requant.quantlstm.internal.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures that paper 1 reports; everything that a report quotes from it is here. */
public final class PaperFigures {

  /** Where they are from. */
  public static final String SOURCE =
      "Wang, Guo, Wang, Liu: Adaptive Model Quantization Method for Intelligent Internet of Things"
          + " Terminal. Computer Science 50(11), 2023, 306-316";

  /** Short name of the source. */
  public static final String NAME = "paper 1";

  /** Shares of the resources that Fig. 16 shows bits for, in per cent; two panels. */
  public static final List<List<Integer>> FIGURE_16 =
      List.of(List.of(18, 38, 54, 77, 82, 95), List.of(18, 26, 49, 67, 85));

  /** Memory of the gate as a part of the network's, in per cent (Fig. 17). */
  public static final Map<String, Double> FIGURE_17 = figure17();

  /** Operations of the gate as a part of a block's, in per cent. */
  public static final double GATE_OF_BLOCK = 0.04;

  /** Accuracy of mixes of widths on its FPGA, in per cent, by the widths (MNIST). */
  public static final Map<List<Integer>, Double> MIXES = mixes();

  /** Width at which accuracy starts to fall on its FPGA (Fig. 20, MNIST). */
  public static final int FALLS_AT = 8;

  /** Width at which it collapses there. */
  public static final int COLLAPSES_AT = 5;

  /** Table 2, by network and level. */
  public static final List<Level> TABLE_2 =
      List.of(
          new Level("ResNet38", 100, 2.3, 11.4, 31.2, 93.8),
          new Level("ResNet38", 75, 1.9, 8.6, 30.9, 83.2),
          new Level("ResNet38", 50, 1.2, 6.2, 31.8, 81.9),
          new Level("ResNet38", 25, 0.8, 3.5, 31.2, 79.2),
          new Level("ResNet74", 100, 4.8, 22.7, 62.1, 92.7),
          new Level("ResNet74", 75, 3.5, 17.2, 61.8, 89.9),
          new Level("ResNet74", 50, 2.1, 12.9, 61.2, 84.8),
          new Level("ResNet74", 25, 1.5, 8.5, 61.1, 78.7));

  /**
   * A row of Table 2: CIFAR-10, Raspberry Pi 4B.
   *
   * @param network its name
   * @param percent level of the resources, in per cent
   * @param weightMegabytes memory of the weights
   * @param activationKilobytes memory of the activations
   * @param millis time of an image
   * @param top1 accuracy, in per cent
   */
  public record Level(
      String network,
      int percent,
      double weightMegabytes,
      double activationKilobytes,
      double millis,
      double top1) {

    /** The same network's row at level 100. */
    public Level rich() {
      return TABLE_2.stream()
          .filter(row -> row.network().equals(network) && row.percent() == 100)
          .findFirst()
          .orElseThrow();
    }

    /** Points that it loses to level 100. */
    public double loss() {
      return rich().top1() - top1;
    }
  }

  private PaperFigures() {}

  private static Map<String, Double> figure17() {
    Map<String, Double> map = new LinkedHashMap<>();
    map.put("a ResNet", 4.11);
    map.put("another ResNet", 8.11);
    map.put("MobileNetV2", 5.56);
    return map;
  }

  private static Map<List<Integer>, Double> mixes() {
    Map<List<Integer>, Double> map = new LinkedHashMap<>();
    map.put(List.of(7, 8, 9, 10), 98.0);
    map.put(List.of(5, 6, 7, 8, 9), 5.0);
    return map;
  }
}
