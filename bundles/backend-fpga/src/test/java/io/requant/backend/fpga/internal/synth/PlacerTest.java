package io.requant.backend.fpga.internal.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.requant.backend.fpga.internal.sim.ToolException;
import io.requant.backend.fpga.internal.synth.Placer.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacerTest {

  /** Lines as nextpnr 0.11 writes them. */
  private static final String LOG =
      """
      Info: Device utilisation:
      Info: \t                LUT4:   15573/  20736    75%
      Info: \t                 ALU:    4906/  15552    31%
      Info: \t            IOLOGICI:       0/    384     0%
      Info: Max frequency for clock 'net0.clk': 108.66 MHz (PASS at 54.00 MHz)
      Info: Routing complete.
      Info: Max frequency for clock 'net0.clk': 169.55 MHz (PASS at 54.00 MHz)
      """;

  @Test
  void theLastFrequencyOfALogIsTheRoutedOne() {
    assertThat(Placer.frequency(LOG)).isEqualTo(169.55);
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> Placer.frequency("Info: Placed 0 cells"))
        .withMessageContaining("Placed 0 cells");
  }

  @Test
  void placesTakenAreReadFromTheTableOfALogWithoutThoseThatAreNotUsed() {
    assertThat(Placer.usage(LOG))
        .isEqualTo(Map.of("LUT4", new Usage(15573, 20736), "ALU", new Usage(4906, 15552)));
  }
}
