package io.requant.model.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Normalisation;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputEncoderTest {

  private final Normalisation two = new Normalisation(List.of(0.5, 0.25), List.of(0.5, 0.125));

  @Test
  void everyPixelIsNormalisedQuantizedAndSaturated() {
    double scale = 1.0 / 50;
    InputEncoder encoder = new InputEncoder(two, scale);
    for (int pixel = 0; pixel < 256; pixel++) {
      ByteBuffer out = ByteBuffer.allocate(2);
      encoder.encode(new byte[] {(byte) pixel, (byte) pixel}, out);
      for (int c = 0; c < 2; c++) {
        double x = (pixel / 255.0 - two.mean().get(c)) / two.deviation().get(c);
        long expected = Math.max(-128, Math.min(127, (long) Math.floor(x / scale + 0.5)));
        assertThat(out.get(c)).as("pixel %d, channel %d", pixel, c).isEqualTo((byte) expected);
      }
      assertThat(out.position()).isEqualTo(2);
    }
  }

  @Test
  void theFittingScaleReachesTheEndOfTheRangeAndNotBeyond() {
    double scale = InputEncoder.fittingScale(two);
    // Channel 1 reaches (1 - 0.25) / 0.125 = 6, the largest magnitude.
    assertThat(scale * 127).isEqualTo(6.0);
    ByteBuffer out = ByteBuffer.allocate(2);
    new InputEncoder(two, scale).encode(new byte[] {-1, -1}, out);
    assertThat(out.get(1)).isEqualTo((byte) 127);
  }

  @Test
  void scalesThatAreNotPositiveAreRejected() {
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new InputEncoder(two, scale))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("input scale");
    }
  }
}
