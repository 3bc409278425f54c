package io.requant.training.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.quantize.SharedNetwork;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * TorchScript of fake quantization with straight-through gradients (Bengio et al. 2013; Esser et
 * al. 2020, LSQ).
 *
 * <p>Tensors travel as integers: the normalisation behind every convolution makes its scale
 * irrelevant, so nothing is multiplied back. Rounding happens in place on a detached alias, which
 * costs no copy and leaves the gradient of the clipping. bfloat16 holds these integers exactly up
 * to 8 bits; what is wider is computed in single precision ({@link FakeQuantization}).
 */
final class FakeQuantizationScript {

  private FakeQuantizationScript() {}

  /** Name of the method for weights of a width, derived from master integers of another. */
  static String weights(int bits, int masterBits) {
    return "weights_" + bits + "_of_" + masterBits;
  }

  /** The same for a linear layer, whose master integers have 8 bits. */
  static String linearWeights(int bits) {
    return "linear_weights_" + bits;
  }

  static String clip(int bits) {
    return "clip_" + bits;
  }

  static String clipWithGain(int bits) {
    return "clip_gain_" + bits;
  }

  /** The methods for some widths, by name. */
  static Map<String, String> of(List<Integer> widths) {
    Map<String, String> methods = new LinkedHashMap<>();
    int masterBits = SharedNetwork.masterBits(widths);
    for (int bits : SharedNetwork.outerWidths(widths)) {
      putWeights(methods, bits, SharedNetwork.OUTER_BITS);
      methods.put(linearWeights(bits), linearWeightsSource(bits));
    }
    for (int bits : widths) {
      putWeights(methods, bits, masterBits);
      methods.put(
          clip(bits),
          """
            def clip_%1$d(self: __torch__.Net, x: Tensor) -> Tensor:
              y = torch.hardtanh(x, 0., %2$d.)
              y0 = torch.round_(torch.detach(y))
              return y
          """
              .formatted(bits, (1 << bits) - 1));
      methods.put(
          clipWithGain(bits),
          """
            def clip_gain_%1$d(self: __torch__.Net, x: Tensor, g: Tensor) -> Tensor:
              y = torch.hardtanh(torch.mul(x, g), 0., %2$d.)
              y0 = torch.round_(torch.detach(y))
              return y
          """
              .formatted(bits, (1 << bits) - 1));
    }
    methods.put(
        "imitate",
        """
          def imitate(self: __torch__.Net, x: Tensor, z: Tensor) -> Tensor:
            p = torch.softmax(torch.detach(z), 1)
            s = torch.sum(torch.mul(p, torch.log_softmax(x, 1)), [1], False)
            return torch.neg(torch.mean(s))
        """);
    return methods;
  }

  private static void putWeights(Map<String, String> methods, int bits, int masterBits) {
    String name = weights(bits, masterBits);
    methods.put(name, weightsSource(name, bits, masterBits, "[1, 2, 3]") + "    return v\n");
  }

  /**
   * Integers {@code v} of some bits as {@code LayerWeights.derive} makes them: the master integer,
   * on a grid from the channel's root mean square, times the ratio over its power of two, rounded
   * half up, clipped. {@code n} is what makes weights master integers, {@code k} the ratio.
   */
  private static String weightsSource(String name, int bits, int masterBits, String inner) {
    int most = Bits.weightLimit(masterBits);
    String master =
        """
          def %1$s(self: __torch__.Net, o: Tensor, w: Tensor, r: Tensor) -> Tensor:
            d = torch.detach(w)
            s = torch.sqrt(torch.mean(torch.mul(d, d), %2$s, True))
            n = torch.mul(o, torch.reciprocal(torch.add(torch.mul(s, %3$s), 1e-12, alpha=1)))
            q = torch.hardtanh(torch.mul(w, n), -%4$d., %4$d.)
            q0 = torch.round_(torch.detach(q))
        """
            .formatted(name, inner, SharedNetwork.SPAN / most, most);
    if (bits == masterBits) {
      return master + "    v = q\n";
    }
    return master
        + """
            k = torch.hardtanh(torch.mul(r, 128.), 1., 255.)
            k0 = torch.round_(torch.detach(k))
            v = torch.hardtanh(torch.mul(torch.mul(q, k), %1$s), -%2$d., %2$d.)
            v0 = torch.floor_(torch.add_(torch.detach(v), 0.5, alpha=1))
        """
            .formatted(shift(bits, masterBits), Bits.weightLimit(bits));
  }

  /** Behind a linear layer is no normalisation: its integers are multiplied by their step. */
  private static String linearWeightsSource(int bits) {
    String step =
        bits == SharedNetwork.OUTER_BITS
            ? "    m = n\n"
            : "    m = torch.mul(torch.mul(n, k), %s)%n"
                .formatted(shift(bits, SharedNetwork.OUTER_BITS));
    return weightsSource(linearWeights(bits), bits, SharedNetwork.OUTER_BITS, "[1]")
        + step
        + "    return torch.div(v, m)\n";
  }

  private static double shift(int bits, int masterBits) {
    return Math.scalb(1.0, bits - masterBits - 7);
  }
}
