package io.requant.training;

import io.requant.model.graph.Graph;
import io.requant.training.internal.backbone.MnistCnn;
import io.requant.training.internal.backbone.MobileNetV2Cifar;
import io.requant.training.internal.backbone.ResNetCifar;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The backbones that can be trained, by name.
 *
 * <p>They are graphs of {@code io.requant.model}. During training every convolution is followed by
 * batch normalisation, which the finished network has folded into its weights and biases.
 */
public final class Backbones {
  private static final Map<String, Function<BackboneInput, Graph>> FACTORIES = factories();

  private Backbones() {}

  /** All names, in the order in which help texts list them. */
  public static Set<String> names() {
    return FACTORIES.keySet();
  }

  /**
   * Builds a backbone.
   *
   * @param name one of {@link #names()}
   * @param input what it reads and tells apart
   * @throws IllegalArgumentException if the name is unknown or the image does not fit the backbone
   */
  public static Graph create(String name, BackboneInput input) {
    Function<BackboneInput, Graph> factory = FACTORIES.get(name);
    if (factory == null) {
      throw new IllegalArgumentException(
          "unknown backbone '" + name + "'; choose one of " + String.join(", ", names()));
    }
    return factory.apply(input);
  }

  private static Map<String, Function<BackboneInput, Graph>> factories() {
    Map<String, Function<BackboneInput, Graph>> map = new LinkedHashMap<>();
    for (int depth : new int[] {20, 32, 38, 44, 56, 74, 110}) {
      map.put("resnet" + depth, input -> ResNetCifar.of(depth, input));
    }
    map.put("mobilenetv2", MobileNetV2Cifar::of);
    map.put("mnist-cnn", MnistCnn::of);
    return Collections.unmodifiableMap(map);
  }
}
