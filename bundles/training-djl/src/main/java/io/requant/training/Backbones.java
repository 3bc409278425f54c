package io.requant.training;

import io.requant.model.graph.Graph;
import io.requant.training.internal.backbone.MnistCnn;
import io.requant.training.internal.backbone.MobileNetV2Cifar;
import io.requant.training.internal.backbone.ResNetCifar;
import io.requant.training.internal.backbone.ResNetProjected;
import io.requant.training.internal.backbone.SeparableNet;
import io.requant.training.internal.backbone.VggCifar;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The backbones that can be trained, by name.
 *
 * <p>They are graphs of {@code io.requant.model}. During training every convolution is followed by
 * batch normalisation, which the finished network has folded into its weights and biases.
 */
public final class Backbones {
  private static final double[] WIDTHS = {1, 0.75, 0.5, 0.25};
  private static final double DSC_WIDTH = 0.375;
  private static final int DSC_LAYERS = 7;
  private static final Pattern SEPARABLE = Pattern.compile("dsc(\\d{1,2})-(\\d(?:\\.\\d{1,5})?)");

  private static final Map<String, Function<BackboneInput, Graph>> FACTORIES = factories();

  private Backbones() {}

  /** Names, in the order in which help texts list them; {@link #exists} knows more. */
  public static Set<String> names() {
    return FACTORIES.keySet();
  }

  /**
   * Whether a name is one of {@link #names()} or of the form {@code dsc9-0.5}: the first 9
   * depthwise-separable layers of a MobileNetV1 at half its width, see {@link #separable}.
   */
  public static boolean exists(String name) {
    return FACTORIES.containsKey(name) || SEPARABLE.matcher(name).matches();
  }

  /**
   * Builds a backbone.
   *
   * @param name one that {@link #exists}
   * @param input what it reads and tells apart
   * @throws IllegalArgumentException if the name is unknown or the image does not fit the backbone
   */
  public static Graph create(String name, BackboneInput input) {
    Function<BackboneInput, Graph> factory = FACTORIES.get(name);
    if (factory != null) {
      return factory.apply(input);
    }
    Matcher separable = SEPARABLE.matcher(name);
    if (separable.matches()) {
      double width = Double.parseDouble(separable.group(2));
      return separable(name, input, width, Integer.parseInt(separable.group(1)));
    }
    throw new IllegalArgumentException(
        "unknown backbone '%s'; choose one of %s, or layers and width as in dsc9-0.5"
            .formatted(name, String.join(", ", names())));
  }

  /**
   * The first layers of a MobileNetV1 at any width: what pruning starts from.
   *
   * @param name name of the graph
   * @param input what it reads and tells apart
   * @param width factor on all channels, 1/32..4
   * @param layers depthwise-separable layers behind the stem, 1..13
   * @throws IllegalArgumentException if a number is out of its range or the image does not fit
   */
  public static Graph separable(String name, BackboneInput input, double width, int layers) {
    return SeparableNet.of(name, input, width, layers);
  }

  private static Map<String, Function<BackboneInput, Graph>> factories() {
    Map<String, Function<BackboneInput, Graph>> map = new LinkedHashMap<>();
    for (int depth : new int[] {20, 32, 38, 44, 56, 74, 110}) {
      map.put("resnet" + depth, input -> ResNetCifar.of(depth, input));
    }
    map.put("resnet18", ResNetProjected::resNet18);
    map.put("resnet101", ResNetProjected::resNet101);
    map.put("vgg16", VggCifar::sixteen);
    for (double width : WIDTHS) {
      String name = width == 1 ? "mobilenetv1" : "mobilenetv1-" + width;
      map.put(name, input -> separable(name, input, width, SeparableNet.LAYERS));
    }
    map.put("mobilenetv2", MobileNetV2Cifar::of);
    map.put("dsc7", input -> separable("dsc7", input, DSC_WIDTH, DSC_LAYERS));
    map.put("mnist-cnn", MnistCnn::of);
    return Collections.unmodifiableMap(map);
  }
}
