package io.requant.dscprune.internal.compress;

import io.requant.api.hardware.HardwareEstimate;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.hardware.HardwareRequest;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PostTrainingQuantizer;
import io.requant.model.quantize.PrecisionSpec;
import io.requant.model.quantize.Quantization;
import io.requant.model.quantize.QuantizerOptions;
import java.util.List;
import java.util.Optional;

/** What networks would take on a device, at 8 bits. */
final class DeviceCosts {
  private static final String PRECISION = "w8a8";

  private final HardwareEstimator estimator;
  private final String device;
  private final double clockHertz;
  private final double framesPerSecond;

  /**
   * Prepares.
   *
   * @param device id of a device, or its beginning if no other begins so
   * @throws IllegalArgumentException if the device is not known or not the only one
   */
  DeviceCosts(
      HardwareEstimator estimator, String device, double clockHertz, double framesPerSecond) {
    this.estimator = estimator;
    this.clockHertz = clockHertz;
    this.framesPerSecond = framesPerSecond;
    List<String> devices = estimator.devices();
    List<String> meant = devices.stream().filter(id -> id.startsWith(device)).toList();
    if (devices.contains(device)) {
      this.device = device;
    } else if (meant.size() == 1) {
      this.device = meant.get(0);
    } else {
      throw new IllegalArgumentException(
          "--device is '%s', which is %s; there are %s"
              .formatted(device, meant.isEmpty() ? "not known" : "several: " + meant, devices));
    }
  }

  /** Id of the device. */
  String device() {
    return device;
  }

  /**
   * Estimates a network; its weights do not matter. None if it cannot be laid out at all.
   *
   * @param image any image that it can read, normalised
   */
  Optional<HardwareEstimate> of(FloatNetwork network, float[] image) {
    QuantizerOptions quick =
        QuantizerOptions.DEFAULT
            .withReconstruct(false)
            .withRoundingReach(0)
            .withBalance(0)
            .withSamples(64);
    Quantization made =
        new PostTrainingQuantizer(quick, (what, done, total) -> {})
            .quantize(
                network,
                CalibrationImages.ofNormalised(List.of(image)),
                List.of(PrecisionSpec.parse(PRECISION)));
    try {
      return Optional.of(
          estimator.estimate(
              new HardwareRequest(
                  made.network(), made.policy(PRECISION), device, clockHertz, framesPerSecond)));
    } catch (IllegalArgumentException e) {
      System.getLogger(DeviceCosts.class.getName())
          .log(System.Logger.Level.WARNING, "no estimate: {0}", e.getMessage());
      return Optional.empty();
    }
  }
}
