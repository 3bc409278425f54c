package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Widths that a policy is wanted at: one for weights, one for activations, and exceptions by layer.
 *
 * <p>Unless an exception says otherwise, the first and the last layer have weights of at least 8
 * bits, the last layer reads at least 8 bits, and the logits have 16. What no layer with weights
 * reads, such as the stream past the blocks of a residual network with a rectifier before each
 * block, has at least 8 bits too.
 *
 * @param name name of the policy
 * @param weightBits width of the weights, 2..16
 * @param activationBits width of the activations, 2..16
 * @param weightExceptions widths of the weights of single layers, by layer name
 * @param activationExceptions widths of the results of single steps, by the name of the step's
 *     first layer
 */
public record PrecisionSpec(
    String name,
    int weightBits,
    int activationBits,
    Map<String, Integer> weightExceptions,
    Map<String, Integer> activationExceptions) {

  private static final Pattern UNIFORM = Pattern.compile("w(\\d{1,3})a(\\d{1,3})");

  public PrecisionSpec {
    Bits.check("precision '" + name + "', weights", weightBits);
    Bits.check("precision '" + name + "', activations", activationBits);
    weightExceptions.forEach((l, b) -> Bits.check("weights of layer '" + l + "'", b));
    activationExceptions.forEach((l, b) -> Bits.check("activations of layer '" + l + "'", b));
    weightExceptions = Map.copyOf(weightExceptions);
    activationExceptions = Map.copyOf(activationExceptions);
  }

  /**
   * Reads a uniform precision.
   *
   * @param text e.g. "w4a4": weight bits and activation bits, 2..16 each
   * @throws IllegalArgumentException if it is written otherwise or a width is impossible
   */
  public static PrecisionSpec parse(String text) {
    Matcher matcher = UNIFORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no precision; write weight and activation bits like w4a4");
    }
    return new PrecisionSpec(
        text,
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Map.of(),
        Map.of());
  }

  /** The same widths under another name. */
  public PrecisionSpec named(String other) {
    return new PrecisionSpec(
        other, weightBits, activationBits, weightExceptions, activationExceptions);
  }

  /** With another width for the weights of one layer. */
  public PrecisionSpec withWeightBits(String layer, int bits) {
    return new PrecisionSpec(
        name,
        weightBits,
        activationBits,
        with(weightExceptions, layer, bits),
        activationExceptions);
  }

  /** With another width for the result of one step, named by its first layer. */
  public PrecisionSpec withActivationBits(String step, int bits) {
    return new PrecisionSpec(
        name, weightBits, activationBits, weightExceptions, with(activationExceptions, step, bits));
  }

  private static Map<String, Integer> with(Map<String, Integer> map, String key, int value) {
    Map<String, Integer> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
