package io.requant.training;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a method changes while a network is computed: fake quantization, masks, gates, switchable
 * normalisation. A hook is made for one pass and used by one thread, so it may keep state from
 * layer to layer.
 *
 * <p>Feature maps are N x C x H x W with channels-last strides, in bfloat16 or single precision;
 * weights are single precision. Results must belong to the manager of the pass.
 */
@ConsumerType
public interface LayerHook {

  /** Changes nothing. */
  LayerHook NONE = new LayerHook() {};

  /** The map that a convolution or linear layer reads; {@code x} itself by default. */
  default NDArray input(Parametric layer, NDArray x) {
    return x;
  }

  /** The weights that it computes with; {@code weights} itself by default. */
  default NDArray weights(Parametric layer, NDArray weights) {
    return weights;
  }

  /** The map that later layers read; {@code y} itself by default. */
  default NDArray output(Layer layer, NDArray y) {
    return y;
  }

  /**
   * Whether a rectifier is left out because {@link #output} does its work on what it would have
   * read, as when a quantizer clips at zero; no by default.
   */
  default boolean skips(Relu layer) {
    return false;
  }

  /**
   * Whether the pass is computed in single precision also where the run otherwise takes bfloat16,
   * as for integers beyond 256, which that does not hold; no by default.
   */
  default boolean singlePrecision() {
    return false;
  }

  /**
   * A scalar that scale and shift of a normalisation are multiplied by, so that its result comes in
   * steps of a quantizer without a pass over the map; null, the default, for none.
   */
  default NDArray gain(Conv layer) {
    return null;
  }

  /** The scale that a normalisation computes with; {@code gamma} itself by default. */
  default NDArray gamma(Conv layer, NDArray gamma) {
    return gamma;
  }

  /** The shift that a normalisation computes with; {@code beta} itself by default. */
  default NDArray beta(Conv layer, NDArray beta) {
    return beta;
  }

  /**
   * Prefix of the names of the normalisation's tensors ({@code .gamma}, {@code .beta}, {@code
   * .mean}, {@code .variance}); the name of the layer by default. Other sets are brought along by
   * {@link TrainingMethod#tensors}.
   */
  default String normalisation(Conv layer) {
    return layer.name();
  }
}
