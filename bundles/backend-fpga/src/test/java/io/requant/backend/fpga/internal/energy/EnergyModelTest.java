package io.requant.backend.fpga.internal.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.FoldingSearch;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.plan.Folding;
import io.requant.backend.fpga.internal.plan.Windowed;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnergyModelTest {

  private static final double MHZ = 1e6;

  private static final Network NETWORK =
      Nets.plausible(
          new Graph(
              "small",
              new Shape(8, 8, 2),
              Normalisation.identity(2),
              List.of(
                  new Conv("a", Graph.INPUT, 2, 4, Window.square(3, 1, 1), 1),
                  Relu.uncapped("ra", "a"),
                  new Conv("b", "ra", 4, 4, Window.square(3, 1, 1), 1),
                  Relu.uncapped("rb", "b"),
                  new GlobalAvgPool("pool", "rb"),
                  new Linear("fc", "pool", 4, 3)),
              List.of()));

  private static byte[] image(boolean flat) {
    byte[] image = new byte[8 * 8 * 2];
    if (!flat) {
      new Random(5).nextBytes(image);
    }
    return image;
  }

  private static Program program(int bits) {
    return Program.of(NETWORK, PlausiblePolicies.uniform(NETWORK, bits, bits));
  }

  private static Found found(Program program) {
    return new FoldingSearch("small", program, Device.GW2A_18C).of(new Folding(Map.of()));
  }

  private static EnergyModel model(int bits, boolean flat) {
    Program program = program(bits);
    return new EnergyModel(program, found(program), Device.GW2A_18C, List.of(image(flat)));
  }

  @Test
  void boundsEncloseTheEstimateAndEveryPartIsPositive() {
    EnergyEstimate energy = model(8, false).at(54 * MHZ);
    assertThat(energy.idle()).isPositive();
    assertThat(energy.dynamic()).isPositive();
    assertThat(energy.clock()).isPositive();
    assertThat(energy.total()).isBetween(energy.low(), energy.high());
    assertThat(energy.keys()).containsEntry("basis", "estimated");
  }

  @Test
  void fewerBitsTakeLessAndAFlatImageLessThanNoise() {
    double eight = model(8, false).at(54 * MHZ).dynamic();
    assertThat(model(4, false).at(54 * MHZ).dynamic()).isLessThan(eight);
    assertThat(model(8, true).at(54 * MHZ).dynamic()).isLessThan(eight);
  }

  @Test
  void staticEnergyIsPowerTimesTime() {
    Program program = program(8);
    Found found = found(program);
    EnergyModel model = new EnergyModel(program, found, Device.GW2A_18C, List.of(image(false)));
    double watts = StaticPower.of(Device.GW2A_18C).assumed();
    assertThat(model.at(54 * MHZ).idle())
        .isCloseTo(1e6 * watts * found.interval() / (54 * MHZ), within(1e-9));
    assertThat(model.at(108 * MHZ).idle()).isCloseTo(model.at(54 * MHZ).idle() / 2, within(1e-9));
  }

  @Test
  void aFasterClockPaysOnlyWhereTheHardwareIsOffBetweenFrames() {
    EnergyModel model = model(8, false);
    assertThat(model.perFrame(108 * MHZ, 30, true))
        .isLessThan(model.perFrame(54 * MHZ, 30, true))
        .isLessThan(model.perFrame(108 * MHZ, 30, false));
    assertThat(model.perFrame(108 * MHZ, 30, false))
        .isGreaterThan(model.perFrame(54 * MHZ, 30, false));
    assertThat(model.perFrame(1, 30, true)).as("too slow for the rate").isNaN();
  }

  @Test
  void togglesAreThoseOfTheHardwaresOrder() {
    Program program = program(8);
    Windowed.Conv first =
        (Windowed.Conv)
            found(program).hardware().nodes().stream()
                .filter(node -> node instanceof Windowed.Conv conv && conv.layer().equals("a"))
                .findFirst()
                .orElseThrow();
    assertThat(OperandToggles.of(first, new int[128], 64).activation()).isZero();
    int[] noise = new Random(1).ints(128, -128, 128).toArray();
    // A third of a 3x3 window's words lie in the padding at the rows of the edge.
    assertThat(OperandToggles.of(first, noise, 64).activation()).isBetween(0.35, 0.55);
    int[] ones = new int[128];
    Arrays.fill(ones, 1);
    // Of all eight bits only the lowest changes, and only at the border to the padding.
    assertThat(OperandToggles.of(first, ones, 64).activation()).isBetween(0.001, 1.0 / 8 / 2);
  }
}
