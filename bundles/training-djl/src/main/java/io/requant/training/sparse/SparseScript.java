package io.requant.training.sparse;

import io.requant.model.arithmetic.Bits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * TorchScript of joint training.
 *
 * <p>Integers are {@code q = m sign(w) clamp(round(|w n|), 1, 2^(b-1) - 1)} with the mask m and n
 * integers per unit: round half even, symmetric, narrow range (paper 2, equation 9, mended).
 * Gradients pass straight through; outside the range they stop. While widths are searched, weights
 * are the mean of all branches under softmax (equation 13), and the threshold gets STR's gradient
 * (Kusupati et al. 2020, equation 6): minus the sum over kept weights of gradient times sign.
 */
final class SparseScript {

  /** Largest integer of an activation of 8 bits. */
  private static final int ACTIVATION_HIGH = Bits.activationHigh(8, false);

  private static final String CONV = "[-1, 1, 1, 1]";
  private static final String LINEAR = "[-1, 1]";

  private SparseScript() {}

  static String search(boolean linear) {
    return linear ? "sparse_search_linear" : "sparse_search";
  }

  static String chosen(boolean linear, int bits) {
    return (linear ? "sparse_linear_" : "sparse_") + bits;
  }

  /** All methods by name. */
  static Map<String, String> of(SparseSettings settings, int layers) {
    Map<String, String> methods = new LinkedHashMap<>();
    boolean zeros = settings.zeros();
    List<Integer> widths = settings.widths();
    for (boolean linear : new boolean[] {false, true}) {
      String shape = linear ? LINEAR : CONV;
      methods.put(search(linear), searchSource(search(linear), widths, shape, zeros));
      for (int b = 0; b < widths.size(); b++) {
        String name = chosen(linear, widths.get(b));
        methods.put(name, chosenSource(name, b, widths.get(b), linear, zeros));
      }
    }
    methods.put("sparse_pull", pull(layers));
    methods.put(
        "sparse_clip",
        """
          def sparse_clip(self: __torch__.Net, x: Tensor) -> Tensor:
            y = torch.hardtanh(x, 0., %d.)
            y0 = torch.round_(torch.detach(y))
            return y
        """
            .formatted(ACTIVATION_HIGH));
    methods.put(
        "sparse_clip_gain",
        """
          def sparse_clip_gain(self: __torch__.Net, x: Tensor, g: Tensor) -> Tensor:
            y = torch.hardtanh(torch.mul(x, g), 0., %d.)
            y0 = torch.round_(torch.detach(y))
            return y
        """
            .formatted(ACTIVATION_HIGH));
    methods.put(
        "sparse_distill",
        """
          def sparse_distill(self: __torch__.Net, x: Tensor, z: Tensor) -> Tensor:
            p = torch.softmax(torch.detach(torch.div(z, %1$s)), 1)
            l = torch.log_softmax(torch.div(x, %1$s), 1)
            return torch.neg(torch.mul(torch.mean(torch.sum(torch.mul(p, l), [1], False)), %2$s))
        """
            .formatted(settings.softness(), settings.softness() * settings.softness()));
    methods.put(
        "sparse_mix",
        """
          def sparse_mix(self: __torch__.Net, c: Tensor, d: Tensor) -> Tensor:
            return torch.add(torch.mul(c, %s), torch.mul(d, %s), alpha=1)
        """
            .formatted(1 - settings.distillation(), settings.distillation()));
    return methods;
  }

  /** Integers of one branch, {@code u}, whose gradients pass straight through where d is 1. */
  private static String branch(int row, int bits, String shape, boolean zeros) {
    int limit = Bits.weightLimit(bits);
    return """
            n = torch.reshape(torch.select(i, 0, %1$d), %2$s)
            a = torch.mul(w, n)
            u = torch.mul(torch.hardtanh(a, -%3$d.5, %3$d.5), d)
            r = torch.clamp(torch.round(torch.abs(torch.detach(a))), %4$d., %3$d.)
            c = torch.copy_(torch.detach(u), torch.mul(r, s))
        """
        .formatted(row, shape, limit, zeros ? 0 : 1);
  }

  private static String searchSource(
      String name, List<Integer> widths, String shape, boolean zeros) {
    StringBuilder source = new StringBuilder();
    source.append(
        """
          def %s(self: __torch__.Net, o: Tensor, w: Tensor, m: Tensor, f: Tensor, x: Tensor, i: Tensor, k: Tensor) -> Tensor:
            s = torch.mul(torch.sign(torch.detach(w)), m)
            d = torch.maximum(m, torch.reshape(k, %s))
            t = torch.mul(torch.select(f, 0, 0), torch.select(x, 0, 0))
            e = torch.mul(torch.slice(f, 0, 1, 9223372036854775807, 1), torch.select(x, 0, 1))
            p = torch.softmax(e, 0)
            v = torch.mul(s, torch.sub(torch.detach(t), t, alpha=1))
        """
            .formatted(name, shape));
    for (int b = 0; b < widths.size(); b++) {
      source.append(branch(b, widths.get(b), shape, zeros));
      source.append(
          "    v = torch.add(v, torch.mul(torch.div(u, n), torch.select(p, 0, %d)), alpha=1)%n"
              .formatted(b));
    }
    return source.append("    return v\n").toString();
  }

  private static String chosenSource(
      String name, int row, int bits, boolean linear, boolean zeros) {
    String shape = linear ? LINEAR : CONV;
    return """
          def %s(self: __torch__.Net, o: Tensor, w: Tensor, m: Tensor, i: Tensor, k: Tensor) -> Tensor:
            s = torch.mul(torch.sign(torch.detach(w)), m)
            d = torch.maximum(m, torch.reshape(k, %s))
        """
            .formatted(name, shape)
        + branch(row, bits, shape, zeros)
        + (linear ? "    return torch.div(u, n)\n" : "    return u\n");
  }

  /** A scalar of value 0 whose gradient by the factors of all layers is given. */
  private static String pull(int layers) {
    StringBuilder arguments = new StringBuilder("o: Tensor");
    StringBuilder body = new StringBuilder("    v = o\n");
    for (int l = 0; l < layers; l++) {
      arguments.append(", f%1$d: Tensor, g%1$d: Tensor".formatted(l));
      body.append(
          "    v = torch.add(v, torch.sum(torch.mul(f%1$d, g%1$d), [0], False), alpha=1)%n"
              .formatted(l));
    }
    return "  def sparse_pull(self: __torch__.Net, %s) -> Tensor:%n".formatted(arguments)
        + body
        + "    return torch.sub(v, torch.detach(v), alpha=1)\n";
  }
}
