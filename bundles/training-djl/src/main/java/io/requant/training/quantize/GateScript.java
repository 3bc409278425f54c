package io.requant.training.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * TorchScript of a recurrent gate and of the loss that trains it.
 *
 * <p>{@code gate} takes the pooled features of every convolution (images x channels), the flat
 * parameters and the code of the budget, and gives the mean over the images of the logarithms of
 * the probabilities, convolutions x options.
 */
final class GateScript {

  /** Name of the method that computes the gate. */
  static final String GATE = "gate";

  private final RecurrentGate gate;

  private GateScript(RecurrentGate gate) {
    this.gate = gate;
  }

  /** The methods by name. */
  static Map<String, String> of(RecurrentGate gate) {
    Map<String, String> methods = new LinkedHashMap<>();
    methods.put(GATE, new GateScript(gate).source());
    methods.put(
        "gate_means",
        """
          def gate_means(self: __torch__.Net, x: Tensor, g: Tensor) -> Tensor:
            return torch.mul(torch.mean(torch.to(x, 6), [2, 3], False), g)
        """);
    methods.put(
        "gate_soften",
        """
          def gate_soften(self: __torch__.Net, l: Tensor, n: Tensor, t: Tensor) -> Tensor:
            p = torch.softmax(torch.div(torch.add(l, n, alpha=1), t), 1)
            return torch.sub(p, torch.detach(p), alpha=1)
        """);
    methods.put(
        "gate_widths",
        """
          def gate_widths(self: __torch__.Net, q: Tensor, s: Tensor, m: Tensor) -> Tensor:
            return torch.matmul(torch.matmul(s, q), m)
        """);
    // Exceeding costs lambda times the square of what is too much, as a part of the budget.
    methods.put(
        "gate_excess",
        """
          def gate_excess(self: __torch__.Net, q: Tensor, c: Tensor, x: Tensor, l: Tensor) -> Tensor:
            e = torch.relu(torch.add(x, torch.sum(torch.mul(q, c)), alpha=1))
            return torch.mul(torch.mul(e, e), torch.detach(torch.sum(l)))
        """);
    // No value, only a gradient: lambda falls along it, so it rises while a budget is exceeded.
    methods.put(
        "gate_dual",
        """
          def gate_dual(self: __torch__.Net, m: Tensor, l: Tensor) -> Tensor:
            v = torch.sum(torch.mul(l, m))
            return torch.sub(v, torch.detach(v), alpha=1)
        """);
    methods.put(
        "gate_lambda",
        """
          def gate_lambda(self: __torch__.Net, m: Tensor, l: Tensor) -> Tensor:
            return torch.sum(torch.mul(l, m))
        """);
    return methods;
  }

  private String source() {
    int hidden = gate.hidden();
    List<String> lines = new ArrayList<>();
    String layers =
        IntStream.range(0, gate.layers())
            .mapToObj(l -> "f" + l + ": Tensor")
            .collect(Collectors.joining(", "));
    lines.add("  def gate(self: __torch__.Net, " + layers + ", p: Tensor, e: Tensor) -> Tensor:");
    lines.add("wz = " + matrix(gate.input(), gate.rows(), gate.features()));
    lines.add("wh = " + matrix(gate.state(), gate.rows(), hidden));
    lines.add("we = " + matrix(gate.level(), gate.rows(), gate.levels()));
    lines.add("u = torch.add(torch.mv(we, e), %s, alpha=1)".formatted(rowBias()));
    lines.add("v = " + matrix(gate.last(), gate.options().size(), hidden));
    lines.add("b = " + vector(gate.bias(), gate.options().size()));
    lines.add(
        "h0 = torch.unsqueeze(torch.matmul(e, %s), 0)"
            .formatted(matrix(gate.initial(), gate.levels(), hidden)));
    lines.add("c0 = torch.mul(h0, 0.)");
    for (int l = 0; l < gate.layers(); l++) {
      layer(lines, l);
    }
    lines.add(
        "return torch.stack([%s], 0)"
            .formatted(
                IntStream.range(0, gate.layers())
                    .mapToObj(l -> "a" + l)
                    .collect(Collectors.joining(", "))));
    return String.join("\n    ", lines) + "\n";
  }

  private void layer(List<String> lines, int l) {
    int channels = gate.channels().get(l);
    int at = gate.projection(channels);
    lines.add(
        "z%1$d = torch.linear(f%1$d, %2$s, %3$s)"
            .formatted(
                l,
                matrix(at, gate.features(), channels),
                vector(at + gate.features() * channels, gate.features())));
    lines.add(
        ("r%1$d = torch.add(torch.add(torch.linear(z%1$d, wz, None),"
                + " torch.linear(h%1$d, wh, None), alpha=1), u, alpha=1)")
            .formatted(l));
    lines.add(
        "k%1$d = torch.mul(torch.sigmoid(%2$s), torch.tanh(%3$s))"
            .formatted(l, row(l, 0), row(l, 2)));
    lines.add(
        "c%2$d = torch.add(torch.mul(torch.sigmoid(%3$s), c%1$d), k%1$d, alpha=1)"
            .formatted(l, l + 1, row(l, 1)));
    lines.add(
        "h%2$d = torch.mul(torch.sigmoid(%3$s), torch.tanh(c%2$d))".formatted(l, l + 1, row(l, 3)));
    lines.add(
        "a%1$d = torch.mean(torch.log_softmax(torch.linear(h%2$d, v, b), 1), [0], False)"
            .formatted(l, l + 1));
  }

  private String row(int layer, int number) {
    int from = number * gate.hidden();
    return "torch.slice(r%d, 1, %d, %d, 1)".formatted(layer, from, from + gate.hidden());
  }

  private String rowBias() {
    return vector(gate.rowBias(), gate.rows());
  }

  private static String vector(int start, int size) {
    return "torch.slice(p, 0, %d, %d, 1)".formatted(start, start + size);
  }

  private static String matrix(int start, int rows, int columns) {
    return "torch.view(%s, [%d, %d])".formatted(vector(start, rows * columns), rows, columns);
  }
}
