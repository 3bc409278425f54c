package io.requant.model.policy;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Shape;
import java.util.Arrays;
import java.util.Objects;

/**
 * How precisely one step of a network computes: bit widths and requantization constants.
 *
 * <p>A step is a layer with what is fused into it (see {@link io.requant.model.program.FusionPlan})
 * and is named after its first layer. With accumulator {@code acc[c]} (bias included), residual
 * operand {@code res} and {@code R} of {@link Requantizer}:
 *
 * <pre>out[c] = clamp(R(acc[c]; M[c], n[c]) + R(res; Mres, nres), low, high)</pre>
 */
public final class LayerPolicy {

  private final String layer;
  private final int weightBits;
  private final int activationBits;
  private final byte[] ratios;
  private final int[] bias;
  private final int[] multipliers;
  private final byte[] shifts;
  private final Requantizer residual;
  private final int low;
  private final int high;
  private final float outputScale;
  private final Sparsity sparsity;

  private LayerPolicy(Builder b) {
    layer = Objects.requireNonNull(b.layer);
    weightBits = b.weightBits;
    activationBits = Bits.check("activations of layer '" + layer + "'", b.activationBits);
    ratios = b.ratios.clone();
    bias = b.bias.clone();
    multipliers = b.multipliers.clone();
    shifts = b.shifts.clone();
    residual = b.residual;
    low = b.low;
    high = b.high;
    outputScale = b.outputScale;
    sparsity = b.sparsity;
    check();
  }

  private void check() {
    if (layer.isEmpty() || layer.length() > Graph.MAX_NAME || shifts.length > Shape.MAX_EXTENT) {
      throw new IllegalArgumentException(
          "policy of layer '%s': %d channels; a name of 1..%d characters and 1..%d channels are needed"
              .formatted(layer, shifts.length, Graph.MAX_NAME, Shape.MAX_EXTENT));
    }
    if (weightBits != 0) {
      Bits.check("weights of layer '" + layer + "'", weightBits);
    }
    require(multipliers.length == shifts.length && shifts.length > 0, "multipliers and shifts");
    for (int c = 0; c < shifts.length; c++) {
      Requantizer.check(multipliers[c], shifts[c]);
    }
    int channels = weightBits == 0 ? 0 : multipliers.length;
    require(bias.length == channels, "biases and channels");
    require(ratios.length == 0 || ratios.length == channels, "ratios and channels");
    for (byte ratio : ratios) {
      require(ratio != 0, "a ratio of 0 and weights");
    }
    boolean signed = low < 0;
    require(
        low <= high
            && low >= Bits.activationLow(activationBits, signed)
            && high <= Bits.activationHigh(activationBits, signed),
        "clamp " + low + ".." + high + " and " + activationBits + " bits");
    require(outputScale > 0 && Float.isFinite(outputScale), "output scale and its range");
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("policy of layer '" + layer + "': " + what + " disagree");
    }
  }

  /** Starts a layer policy. */
  public static Builder of(String layer) {
    return new Builder(layer);
  }

  /** Name of the step's first layer. */
  public String layer() {
    return layer;
  }

  /** Width of the weights, 2..16; 0 if the step has none. */
  public int weightBits() {
    return weightBits;
  }

  /** Width of the step's output activations, 2..16. */
  public int activationBits() {
    return activationBits;
  }

  /** One unsigned byte per output channel, or empty: see {@code LayerWeights.derive}. */
  public byte[] ratios() {
    return ratios.clone();
  }

  /** One per output channel, in accumulator steps; empty if the step has no weights. */
  public int[] bias() {
    return bias.clone();
  }

  /** Multipliers: one per output channel if the step has weights, else one. */
  public int[] multipliers() {
    return multipliers.clone();
  }

  /** Shifts that go with {@link #multipliers()}. */
  public byte[] shifts() {
    return shifts.clone();
  }

  /** Brings the residual operand to the output scale; null if the step has none. */
  public Requantizer residual() {
    return residual;
  }

  /** Smallest output: 0 after a rectifier. */
  public int low() {
    return low;
  }

  /** Largest output. */
  public int high() {
    return high;
  }

  /** Real value of one output step; for reports and export, never for inference. */
  public float outputScale() {
    return outputScale;
  }

  /** Pattern of the zeros among the weights. */
  public Sparsity sparsity() {
    return sparsity;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LayerPolicy that
        && layer.equals(that.layer)
        && weightBits == that.weightBits
        && activationBits == that.activationBits
        && Arrays.equals(ratios, that.ratios)
        && Arrays.equals(bias, that.bias)
        && Arrays.equals(multipliers, that.multipliers)
        && Arrays.equals(shifts, that.shifts)
        && Objects.equals(residual, that.residual)
        && low == that.low
        && high == that.high
        && outputScale == that.outputScale
        && sparsity == that.sparsity;
  }

  @Override
  public int hashCode() {
    return Objects.hash(layer, weightBits, activationBits, Arrays.hashCode(multipliers));
  }

  @Override
  public String toString() {
    return layer + " w" + weightBits + "a" + activationBits;
  }

  /** Collects the constants of one step; {@link #build()} checks them. */
  public static final class Builder {
    private final String layer;
    private int weightBits;
    private int activationBits;
    private byte[] ratios = {};
    private int[] bias = {};
    private int[] multipliers = {};
    private byte[] shifts = {};
    private Requantizer residual;
    private int low;
    private int high;
    private float outputScale = 1;
    private Sparsity sparsity = Sparsity.DENSE;

    private Builder(String layer) {
      this.layer = layer;
    }

    /** Weights: width, ratio per channel (or empty) and bias per channel. */
    public Builder weights(int bits, byte[] channelRatios, int[] channelBias) {
      weightBits = bits;
      ratios = channelRatios;
      bias = channelBias;
      return this;
    }

    /** Output: width, clamp limits and real value of one step. */
    public Builder output(int bits, int smallest, int largest, float scale) {
      activationBits = bits;
      low = smallest;
      high = largest;
      outputScale = scale;
      return this;
    }

    /** Requantization of the accumulators: one per output channel, or one where no weights are. */
    public Builder requantize(int[] channelMultipliers, byte[] channelShifts) {
      multipliers = channelMultipliers;
      shifts = channelShifts;
      return this;
    }

    /** Requantization of the residual operand; null for none. */
    public Builder residual(Requantizer requantizer) {
      residual = requantizer;
      return this;
    }

    /** Pattern of the zeros. */
    public Builder sparsity(Sparsity pattern) {
      sparsity = pattern;
      return this;
    }

    /**
     * Checks and builds.
     *
     * @throws IllegalArgumentException if the constants disagree; the message names the layer
     */
    public LayerPolicy build() {
      return new LayerPolicy(this);
    }
  }
}
