package io.requant.backend.fpga.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.requant.api.hardware.HardwareEstimate;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.hardware.HardwareRequest;
import io.requant.api.hardware.HardwareResource;
import io.requant.model.network.Network;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import org.junit.jupiter.api.Test;

class SearchEstimatorTest {

  private static final HardwareEstimator ESTIMATOR = new SearchEstimator();

  private static HardwareEstimate of(int channels, String device, double fps) {
    Network network = Nets.plausible(Nets.separable(channels, 2));
    return ESTIMATOR.estimate(
        new HardwareRequest(network, PlausiblePolicies.uniform(network, 8, 8), device, 54e6, fps));
  }

  @Test
  void everyDeviceThatIsListedGivesAnEstimateWhoseFiguresHangTogether() {
    assertThat(ESTIMATOR.devices()).hasSize(3);
    for (String device : ESTIMATOR.devices()) {
      HardwareEstimate estimate = of(8, device, 0);
      assertThat(estimate.fits()).as(device).isTrue();
      assertThat(estimate.framesPerSecond() * estimate.cyclesPerFrame()).isEqualTo(54e6);
      assertThat(estimate.macUtilisation()).isBetween(0.1, 1.0);
      for (HardwareResource kind : HardwareResource.values()) {
        assertThat(estimate.share(kind)).isBetween(0.0, estimate.share(estimate.binding()));
      }
    }
  }

  @Test
  void aPaceIsKeptWithLessThanTheWholeDevice() {
    HardwareEstimate all = of(8, "gw2a-18c", 0);
    HardwareEstimate slow = of(8, "gw2a-18c", 1000);
    assertThat(slow.framesPerSecond()).isGreaterThanOrEqualTo(1000);
    assertThat(slow.used().dsps()).isLessThan(all.used().dsps());
  }

  @Test
  void aPaceThatNothingReachesGivesTheFastestThereIs() {
    HardwareEstimate fastest = of(8, "gw2a-18c", 1e6);
    assertThat(fastest.framesPerSecond())
        .isLessThan(1e6)
        .isGreaterThanOrEqualTo(of(8, "gw2a-18c", 0).framesPerSecond());
  }

  @Test
  void whatFitsNowhereIsStillEstimatedAndSaysWhatIsMissing() {
    HardwareEstimate estimate = of(160, "gw2a-18c", 0);
    assertThat(estimate.fits()).isFalse();
    assertThat(estimate.share(estimate.binding())).isGreaterThan(0.9);
  }

  @Test
  void anUnknownDeviceIsAnErrorThatListsThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(8, "virtex", 0))
        .withMessageContaining("virtex")
        .withMessageContaining("gw2a-18c, artix7-200t, zynq-7020");
  }
}
