package io.requant.model.onnx;

import io.requant.model.graph.Parametric;
import java.util.Map;

/** How a quantized export writes down that values lie on a grid. */
interface QuantDialect {

  /** Makes a dialect for one export. */
  @FunctionalInterface
  interface Factory {

    /**
     * Makes a dialect.
     *
     * @param wide whether integers of more than 8 bits are stored
     */
    QuantDialect create(OnnxWriter out, LayerWriter layers, boolean wide);
  }

  /** Brings a real tensor to a grid: rounds and limits. */
  Wire quantize(String name, Wire real, Grid grid);

  /** Notes that a real tensor lies on a grid already. */
  Wire keep(String name, Wire real, Grid grid);

  /** Rounds a real tensor to a grid that limits nothing and gives the reals. */
  Wire round(String name, Wire real, Grid grid);

  /** Brings the network's result to a grid and gives the reals. */
  Wire result(String name, Wire real, Grid grid);

  /**
   * The reals of a tensor that {@link #quantize} or {@link #keep} gave, with another real value of
   * one step.
   *
   * @param scale real value of one step for this reader
   */
  Wire read(Wire quantized, Grid grid, float scale);

  /**
   * Weights.
   *
   * @param integers in ONNX's order
   * @param bits their width
   * @param scales real value of one step of each output channel
   * @return name of the real tensor
   */
  String weights(Parametric layer, int[] integers, int bits, float[] scales);

  /**
   * Biases.
   *
   * @param integers in accumulator steps
   * @param scales real value of one accumulator step of each output channel
   * @param extra reals to add; all zero where there is nothing to add
   * @return name of the real tensor
   */
  String bias(Parametric layer, int[] integers, float[] scales, float[] extra);

  /** Version of the file format that the operator sets need. */
  int irVersion();

  /** Versions of the operator sets used, by domain. */
  Map<String, Integer> operatorSets();
}
