package io.requant.training.quantize;

import io.requant.model.arithmetic.Bits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * TorchScript that gives widths that were not chosen a gradient. {@code q} holds a zero for each
 * width: what is added is nothing, but its gradient says what that width would change, to first
 * order. All in units of the chosen width's steps.
 */
final class WidthScript {

  private WidthScript() {}

  /** The methods for some widths, by name; {@code q} is in their order. */
  static Map<String, String> of(List<Integer> widths, int masterBits) {
    Map<String, String> methods = new LinkedHashMap<>();
    methods.put("lean_weights", weights(widths, masterBits));
    methods.put("lean_activations", activations(widths));
    methods.put(
        "lean_values",
        """
          def lean_values(self: __torch__.Net, q: Tensor, v: Tensor, a: Tensor) -> Tensor:
            return torch.add(v, torch.matmul(q, a), alpha=1)
        """);
    methods.put(
        "lean_stack",
        """
          def lean_stack(self: __torch__.Net, o: Tensor, %s) -> Tensor:
            return torch.stack([%s], 0)
        """
            .formatted(arguments(widths, ": Tensor"), arguments(widths, "")));
    return methods;
  }

  private static String arguments(List<Integer> widths, String type) {
    return String.join(", ", widths.stream().map(bits -> "t" + bits + type).toList());
  }

  /**
   * Weights of the chosen width {@code w} with a share of the others. What the master integers
   * {@code m} become at a width and a ratio is as in {@link FakeQuantizationScript}; {@code u} is
   * the step of the chosen width, in steps of the master.
   */
  private static String weights(List<Integer> widths, int masterBits) {
    StringBuilder source =
        new StringBuilder(
            """
              def lean_weights(self: __torch__.Net, w: Tensor, m: Tensor, r: Tensor, q: Tensor, u: Tensor) -> Tensor:
                y0 = w
            """);
    for (int i = 0; i < widths.size(); i++) {
      int bits = widths.get(i);
      int limit = Bits.weightLimit(bits);
      if (bits == masterBits) {
        source.append("    v%1$d = m\n    s%1$d = torch.reciprocal(u)\n".formatted(i));
      } else {
        source.append(
            """
                k%1$d = torch.round(torch.hardtanh(torch.mul(torch.select(r, 0, %1$d), 128.), 1., 255.))
                g%1$d = torch.mul(k%1$d, %2$s)
                v%1$d = torch.floor(torch.add(torch.hardtanh(torch.mul(m, g%1$d), -%3$d., %3$d.), 0.5, alpha=1))
                s%1$d = torch.reciprocal(torch.mul(g%1$d, u))
            """
                .formatted(i, Math.scalb(1.0, bits - masterBits - 7), limit));
      }
      source.append(
          """
              y%2$d = torch.add(y%1$d, torch.mul(torch.mul(v%1$d, s%1$d), torch.select(q, 0, %1$d)), alpha=1)
          """
              .formatted(i, i + 1));
    }
    return source.append("    return y%d\n".formatted(widths.size())).toString();
  }

  /**
   * Activations of the chosen width {@code y} with a share of the others, of {@code x} in its
   * steps; {@code f} are steps of each width in one of the chosen.
   */
  private static String activations(List<Integer> widths) {
    StringBuilder source =
        new StringBuilder(
            """
              def lean_activations(self: __torch__.Net, y: Tensor, x: Tensor, q: Tensor, f: Tensor) -> Tensor:
                d = torch.detach(x)
                y0 = y
            """);
    for (int i = 0; i < widths.size(); i++) {
      source.append(
          """
              f%1$d = torch.select(f, 0, %1$d)
              v%1$d = torch.round_(torch.hardtanh(torch.mul(d, f%1$d), 0., %3$d.))
              y%2$d = torch.add(y%1$d, torch.mul(v%1$d, torch.div(torch.select(q, 0, %1$d), f%1$d)), alpha=1)
          """
              .formatted(i, i + 1, (1 << widths.get(i)) - 1));
    }
    return source.append("    return y%d\n".formatted(widths.size())).toString();
  }
}
