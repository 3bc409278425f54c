package io.requant.api.hardware;

/**
 * Hardware for a network under a policy; cells are estimated, clocks come from a model of its
 * handshakes.
 *
 * @param device id of the device
 * @param clockHertz clock that was asked for, in Hz
 * @param cyclesPerFrame clocks between frames that come back to back, at least 1
 * @param latencyCycles clocks of one frame alone, at least {@code 1}
 * @param framesPerSecond {@code clockHertz / cyclesPerFrame}
 * @param used cells that it takes
 * @param available cells that the device has
 * @param fits whether it fits, with what routing needs left free
 * @param binding the kind of cell of which the largest share is used
 * @param macUtilisation multiplications that the network needs, over those that the multipliers
 *     could do in the clocks of a frame; 0..1 where padding counts as in the model's costs
 */
public record HardwareEstimate(
    String device,
    double clockHertz,
    long cyclesPerFrame,
    long latencyCycles,
    double framesPerSecond,
    HardwareCells used,
    HardwareCells available,
    boolean fits,
    HardwareResource binding,
    double macUtilisation) {

  public HardwareEstimate {
    if (cyclesPerFrame < 1 || latencyCycles < 1) {
      throw new IllegalArgumentException(
          "%d clocks per frame, %d alone: both are at least 1"
              .formatted(cyclesPerFrame, latencyCycles));
    }
  }

  /** Share of a kind of cell that is used; above 1 if there are too few, 0 if none is needed. */
  public double share(HardwareResource resource) {
    double needed = used.of(resource);
    return needed == 0 ? 0 : needed / available.of(resource);
  }
}
