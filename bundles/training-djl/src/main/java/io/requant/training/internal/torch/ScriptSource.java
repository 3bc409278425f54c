package io.requant.training.internal.torch;

import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The TorchScript methods that a graph needs. Strides, windows and formats are constants of a
 * method rather than arguments, because DJL passes nothing but tensors when gradients are on.
 *
 * <p>Conventions: feature maps are N x C x H x W with channels-last strides; from the first
 * convolution to the first linear layer they are in the method's precision; normalisation
 * statistics, weights and logits are single precision.
 */
public final class ScriptSource {
  private static final double BATCH_NORM_MOMENTUM = 0.1;

  private final Map<String, String> methods = new LinkedHashMap<>();

  private ScriptSource() {}

  /** Method sources by name, for {@link Script}. */
  public static Map<String, String> of(Graph graph) {
    ScriptSource source = new ScriptSource();
    source.layerMethods();
    for (Layer layer : graph.layers()) {
      source.constantMethods(layer);
    }
    return source.methods;
  }

  static String convName(Conv c, Precision precision) {
    return "conv_" + windowName(c.window()) + "_g" + c.groups() + "_" + precision.suffix();
  }

  static String poolName(MaxPool p) {
    return "maxpool_" + windowName(p.window());
  }

  static String poolName(AvgPool p) {
    return "avgpool_" + windowName(p.window());
  }

  static String subsampleName(Subsample s) {
    return "subsample_%d_%d_%d".formatted(s.stride(), s.channelsBefore(), s.channelsAfter());
  }

  static String reluName(Relu r, boolean inPlace) {
    return (r.capped() ? "relu_" + Double.toString(r.cap()).replace('.', '_') : "relu")
        + (inPlace ? "_inplace" : "");
  }

  private void layerMethods() {
    for (boolean training : new boolean[] {true, false}) {
      method(
          training ? "norm_train" : "norm_eval",
          "x: Tensor, g: Tensor, b: Tensor, m: Tensor, v: Tensor",
          "torch.batch_norm(x, g, b, m, v, %s, %s, %s, False)"
              .formatted(training ? "True" : "False", BATCH_NORM_MOMENTUM, BatchNorm.EPSILON));
    }
    method("add", "x: Tensor, y: Tensor", "torch.add(x, y, alpha=1)");
    method("scale", "g: Tensor, x: Tensor", "torch.mul(x, g)");
    method("global_pool", "x: Tensor", "torch.mean(torch.to(x, 6), [2, 3], True)");
    method("flatten", "x: Tensor", "torch.flatten(torch.permute(x, [0, 2, 3, 1]), 1)");
    method(
        "linear",
        "x: Tensor, w: Tensor, b: Tensor",
        "torch.linear(torch.to(torch.flatten(x, 1), 6), w, b)");
    method("cross_entropy", "x: Tensor, t: Tensor", "torch.cross_entropy_loss(x, t)");
  }

  private void constantMethods(Layer layer) {
    if (layer instanceof Conv c) {
      Window w = symmetric(layer, c.window());
      for (Precision p : Precision.values()) {
        method(
            convName(c, p),
            "x: Tensor, w: Tensor",
            "torch.conv2d(torch.to(x, %1$d), torch.to(w, %1$d), None, %2$s, %3$s, [1, 1], %4$d)"
                .formatted(p.scalarType(), strides(w), padding(w), c.groups()));
      }
    } else if (layer instanceof MaxPool p) {
      Window w = symmetric(layer, p.window());
      method(
          poolName(p),
          "x: Tensor",
          "torch.max_pool2d(x, %s, %s, %s, [1, 1], False)"
              .formatted(kernel(w), strides(w), padding(w)));
    } else if (layer instanceof AvgPool p) {
      Window w = symmetric(layer, p.window());
      method(
          poolName(p),
          "x: Tensor",
          "torch.avg_pool2d(x, %s, %s, %s, False, True, None)"
              .formatted(kernel(w), strides(w), padding(w)));
    } else if (layer instanceof Subsample s) {
      String rows = "torch.slice(x, 2, 0, 9223372036854775807, " + s.stride() + ")";
      String picked = "torch.slice(" + rows + ", 3, 0, 9223372036854775807, " + s.stride() + ")";
      method(
          subsampleName(s),
          "x: Tensor",
          "torch.constant_pad_nd(%s, [0, 0, 0, 0, %d, %d], 0)"
              .formatted(picked, s.channelsBefore(), s.channelsAfter()));
    } else if (layer instanceof Relu r) {
      for (boolean inPlace : new boolean[] {true, false}) {
        String suffix = inPlace ? "_" : "";
        method(
            reluName(r, inPlace),
            "x: Tensor",
            r.capped()
                ? "torch.hardtanh" + suffix + "(x, 0., " + r.cap() + ")"
                : "torch.relu" + suffix + "(x)");
      }
    }
  }

  private void method(String name, String arguments, String result) {
    methods.put(
        name,
        "  def %s(self: __torch__.Net, %s) -> Tensor:\n    return %s\n"
            .formatted(name, arguments, result));
  }

  private static Window symmetric(Layer layer, Window w) {
    if (w.padTop() != w.padBottom() || w.padLeft() != w.padRight()) {
      throw new IllegalArgumentException(
          "layer '" + layer.name() + "' pads its sides unequally, which cannot be trained");
    }
    return w;
  }

  private static String windowName(Window w) {
    return "k%d_%d_s%d_%d_p%d_%d"
        .formatted(
            w.kernelHeight(), w.kernelWidth(), w.strideY(), w.strideX(), w.padTop(), w.padLeft());
  }

  private static String kernel(Window w) {
    return pair(w.kernelHeight(), w.kernelWidth());
  }

  private static String strides(Window w) {
    return pair(w.strideY(), w.strideX());
  }

  private static String padding(Window w) {
    return pair(w.padTop(), w.padLeft());
  }

  private static String pair(int vertical, int horizontal) {
    return "[" + vertical + ", " + horizontal + "]";
  }
}
