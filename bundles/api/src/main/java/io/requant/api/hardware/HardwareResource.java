package io.requant.api.hardware;

/** Kinds of cells that can run out on a device. */
public enum HardwareResource {
  /** Look-up tables. */
  LUT,
  /** Flip-flops. */
  FLIP_FLOP,
  /** Block memories. */
  BLOCK_RAM,
  /** Multipliers. */
  DSP
}
