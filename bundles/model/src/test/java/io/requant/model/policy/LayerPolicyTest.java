package io.requant.model.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.network.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LayerPolicyTest {

  private static final int M = 1 << 15;

  @Test
  void constantsThatDisagreeAreNamedWithTheirLayer() {
    rejected(() -> good().requantize(new int[] {M}, new byte[2]).build(), "multipliers and shifts");
    rejected(() -> good().requantize(new int[0], new byte[0]).build(), "multipliers and shifts");
    rejected(() -> good().weights(4, new byte[0], new int[3]).build(), "biases and channels");
    rejected(() -> good().weights(4, new byte[] {1}, new int[2]).build(), "ratios and channels");
    rejected(() -> good().weights(4, new byte[] {1, 0}, new int[2]).build(), "a ratio of 0");
    rejected(() -> good().weights(17, new byte[0], new int[2]).build(), "17 bits");
    rejected(() -> good().output(1, 0, 1, 1).build(), "1 bits");
    rejected(() -> good().output(4, 0, 16, 1).build(), "clamp 0..16 and 4 bits");
    rejected(() -> good().output(4, -9, 7, 1).build(), "clamp -9..7 and 4 bits");
    rejected(() -> good().output(4, -8, 8, 1).build(), "clamp -8..8 and 4 bits");
    rejected(() -> good().output(4, 5, 4, 1).build(), "clamp 5..4");
    rejected(() -> good().output(4, 0, 15, 0).build(), "output scale");
    rejected(() -> good().output(4, 0, 15, Float.NaN).build(), "output scale");
    rejected(() -> LayerPolicy.of("x".repeat(201)).output(4, 0, 15, 1).build(), "a name of 1..200");
  }

  @Test
  void multipliersAndShiftsAreThoseOfARequantizer() {
    assertThatThrownBy(() -> good().requantize(new int[] {M, 1}, new byte[] {1, 1}).build())
        .hasMessageContaining("multiplier 1");
    assertThatThrownBy(() -> good().requantize(new int[] {M, M}, new byte[] {1, -1}).build())
        .hasMessageContaining("shift -1");
  }

  @Test
  void equalityCoversEveryConstant() {
    LayerPolicy one = good().build();
    assertThat(one).isEqualTo(good().build()).hasSameHashCodeAs(good().build());
    assertThat(
            List.of(
                good().residual(Requantizer.of(0.5)).build(),
                good().sparsity(Sparsity.BLOCK_1X4).build(),
                good().output(4, 0, 14, 1).build(),
                good().output(4, 0, 15, 2).build(),
                good().weights(4, new byte[0], new int[] {1, 3}).build(),
                good().weights(5, new byte[0], new int[] {1, 2}).build(),
                good().weights(4, new byte[] {1, 1}, new int[] {1, 2}).build(),
                good().requantize(new int[] {M, M + 1}, new byte[] {1, 2}).build(),
                good().requantize(new int[] {M, M}, new byte[] {1, 3}).build()))
        .doesNotContain(one);
  }

  @Test
  void namesOfPoliciesCanBeFileNames() {
    Digest digest = Digest.of(new byte[0]);
    Cost cost = new Cost(0, 0, 0);
    for (String name :
        new String[] {"", "a b", "../x", ".hidden", "x/y", "\u00e4", "x".repeat(65)}) {
      assertThatThrownBy(() -> new Policy(name, digest, List.of(), cost, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("policy name");
    }
    Policy policy = new Policy("w4.a4_x-1", digest, List.of(), cost, Optional.empty());
    assertThat(policy.name()).isEqualTo("w4.a4_x-1");
  }

  @Test
  void policiesHaveNoMoreLayersThanGraphs() {
    List<LayerPolicy> many = Collections.nCopies(Policy.MAX_LAYERS + 1, good().build());
    assertThatThrownBy(
            () ->
                new Policy(
                    "many", Digest.of(new byte[0]), many, new Cost(0, 0, 0), Optional.empty()))
        .hasMessageContaining("4097 layers");
  }

  @Test
  void costsAndAccuraciesArePossible() {
    assertThatThrownBy(() -> new Cost(0, -1, 0)).hasMessageContaining("none can be negative");
    for (double top1 : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new MeasuredAccuracy("cifar10", "test", 1, top1))
          .hasMessageContaining("accuracy");
    }
    assertThatThrownBy(() -> new MeasuredAccuracy("cifar10", "test", 0, 0.5))
        .hasMessageContaining("0 images");
    assertThatThrownBy(() -> new MeasuredAccuracy("x".repeat(201), "test", 1, 0.5))
        .hasMessageContaining("200 characters");
  }

  private static void rejected(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of layer '")
        .hasMessageContaining(message);
  }

  private static LayerPolicy.Builder good() {
    return LayerPolicy.of("conv")
        .weights(4, new byte[0], new int[] {1, 2})
        .requantize(new int[] {M, M}, new byte[] {1, 2})
        .output(4, 0, 15, 1);
  }
}
