package io.requant.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.arithmetic.Bits;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BitPlanesTest {

  @Property
  void integersComeBackAsTheyWere(
      @ForAll @IntRange(min = 2, max = 16) int bits,
      @ForAll @IntRange(min = 0, max = 70) int count,
      @ForAll long seed) {
    short[] values = values(bits, count, seed);
    BitPlanes planes = BitPlanes.of(bits, values);
    assertThat(planes.values()).isEqualTo(values);
    byte[][] stored = new byte[bits][];
    for (int p = 0; p < bits; p++) {
      stored[p] = planes.plane(p);
      assertThat(stored[p]).hasSize((count + 7) / 8);
    }
    assertThat(BitPlanes.ofPlanes(bits, count, stored)).isEqualTo(planes);
  }

  @Property
  void planesAreBitsFromTheMostSignificantEightIntegersAByte(
      @ForAll @IntRange(min = 2, max = 16) int bits, @ForAll long seed) {
    short[] values = values(bits, 21, seed);
    BitPlanes planes = BitPlanes.of(bits, values);
    for (int p = 0; p < bits; p++) {
      for (int i = 0; i < values.length; i++) {
        int bit = (planes.plane(p)[i / 8] >> (i % 8)) & 1;
        assertThat(bit).isEqualTo((values[i] >> (bits - 1 - p)) & 1);
      }
    }
  }

  @Test
  void theSmallestTwosComplementNumberIsNoWeight() {
    assertThatThrownBy(() -> BitPlanes.of(4, new short[] {-8}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight 0 is -8");
    byte[][] planes = {{1}, {0}, {0}, {0}};
    assertThatThrownBy(() -> BitPlanes.ofPlanes(4, 1, planes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("below the narrow range");
  }

  @Test
  void planesOfTheWrongNumberSizeOrWithBitsBehindTheEndAreRejected() {
    assertThatThrownBy(() -> BitPlanes.ofPlanes(3, 1, new byte[2][1]))
        .hasMessageContaining("2 planes for 3 bits");
    assertThatThrownBy(() -> BitPlanes.ofPlanes(2, 9, new byte[2][1]))
        .hasMessageContaining("9 integers need 2");
    byte[][] planes = {{0}, {8}};
    assertThatThrownBy(() -> BitPlanes.ofPlanes(2, 3, planes))
        .hasMessageContaining("plane 1 has bits after its last integer");
  }

  @Test
  void whatIsHandedOutIsACopy() {
    BitPlanes planes = BitPlanes.of(2, new short[] {1, 0, -1});
    planes.plane(0)[0] = 0x55;
    planes.values()[0] = 0;
    assertThat(planes).isEqualTo(BitPlanes.of(2, new short[] {1, 0, -1}));
  }

  private static short[] values(int bits, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int limit = Bits.weightLimit(bits);
    short[] values = new short[count];
    for (int i = 0; i < count; i++) {
      values[i] = (short) random.nextInt(-limit, limit + 1);
    }
    return values;
  }
}
