package io.requant.backend.fpga.internal.engine;

import io.requant.backend.fpga.internal.estimate.Device;
import java.time.Duration;

/**
 * How a backend makes engines.
 *
 * @param id its id, as engines report it
 * @param path what executes: an option of {@link FpgaPath}
 * @param device the device that the hardware is folded for
 * @param patience longest wait for a frame, compiled simulation; the interpreter gets 100 times
 *     that
 */
public record FpgaOptions(String id, String path, Device device, Duration patience) {

  public FpgaOptions {
    FpgaPath.check(path);
  }
}
