package io.requant.backend.fpga.internal.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.requant.backend.fpga.internal.estimate.Device.Family;
import io.requant.backend.fpga.internal.estimate.Resources;
import io.requant.backend.fpga.internal.sim.ToolException;
import org.junit.jupiter.api.Test;

class CellsTest {

  private static Resources count(Family family, String cells) {
    return Cells.parse("{\"design\":{\"num_cells_by_type\":{" + cells + "}}}").resources(family);
  }

  @Test
  void gowinCellsAreCountedInTheUnitsOfItsDataSheet() {
    assertThat(
            count(
                Family.GOWIN,
                "\"LUT4\":10,\"LUT1\":1,\"ALU\":5,\"RAM16SDP4\":2,\"MUX2_LUT5\":9,\"DFFRE\":7,"
                    + "\"SPX9\":1,\"SDPX9B\":2,\"DPX9B\":1,\"DPB\":1,\"MULT9X9\":3,\"MULT18X18\":2"))
        .isEqualTo(new Resources(24, 7, 5, 7));
  }

  @Test
  void xilinxCellsAreCountedInTheUnitsOfItsDataSheet() {
    assertThat(
            count(
                Family.XILINX7,
                "\"LUT6\":10,\"INV\":1,\"CARRY4\":5,\"RAM32M\":2,\"RAM64X1D\":1,\"FDRE\":7,\"FDSE\":1,"
                    + "\"RAMB18E1\":3,\"RAMB36E1\":2,\"DSP48E1\":4,\"MUXF7\":3"))
        .isEqualTo(new Resources(21, 8, 3.5, 4));
  }

  @Test
  void whatIsNoReportIsRefused() {
    assertThatExceptionOfType(ToolException.class).isThrownBy(() -> Cells.parse("no JSON"));
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> Cells.parse("{\"modules\":{}}"))
        .withMessageContaining("num_cells_by_type");
  }
}
