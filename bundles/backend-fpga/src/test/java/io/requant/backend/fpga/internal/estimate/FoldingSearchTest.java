package io.requant.backend.fpga.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.model.network.Network;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import org.junit.jupiter.api.Test;

class FoldingSearchTest {

  private static final Network NETWORK = Nets.plausible(Nets.separable(8, 2));

  private static FoldingSearch search(Device device, int bits) {
    Program program = Program.of(NETWORK, PlausiblePolicies.uniform(NETWORK, bits, bits));
    return new FoldingSearch("separable", program, device);
  }

  @Test
  void whatFillsADeviceFitsIt() {
    for (Device device : Device.ALL) {
      Found found = search(device, 8).fill().orElseThrow();
      assertThat(device.fits(found.resources())).as(device.id()).isTrue();
    }
  }

  @Test
  void aTargetIsReachedByTheCycleModelAndASlowerOneTakesFewerMultipliers() {
    FoldingSearch search = search(Device.GW2A_18C, 8);
    Found fast = search.reach(8_000).orElseThrow();
    Found slow = search.reach(40_000).orElseThrow();
    assertThat(fast.interval()).isLessThanOrEqualTo(8_000);
    assertThat(slow.interval()).isLessThanOrEqualTo(40_000);
    assertThat(slow.hardware().multipliers()).isLessThan(fast.hardware().multipliers());
  }

  @Test
  void aPaceBeyondOnePositionAClockCannotBeReached() {
    assertThat(search(Device.GW2A_18C, 8).reach(100)).isEmpty();
  }

  @Test
  void aDeviceThatIsTooSmallHoldsNothing() {
    Device tiny =
        new Device("tiny", "Tiny", Device.Family.GOWIN, 500, 500, 1, 2, "made up for this test");
    assertThat(search(tiny, 8).fill()).isEmpty();
  }
}
