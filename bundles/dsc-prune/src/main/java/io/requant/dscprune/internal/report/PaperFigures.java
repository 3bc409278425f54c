package io.requant.dscprune.internal.report;

/** Figures that paper 3 reports; everything that a report quotes from it is here. */
final class PaperFigures {

  /** Where they are from. */
  static final String SOURCE =
      "Meng et al.: Design of depthwise separable neural network models and hardware accelerator for"
          + " small-scale edge computing. Application Research of Computers 41(3), 2024";

  /** Short name of the source. */
  static final String NAME = "paper 3";

  /** Its data, which are private. */
  static final String DATA = "10 classes of wildlife";

  /** Top-1 after transfer to its data, of the whole network, 0..1. */
  static final double TRANSFERRED = 0.9705;

  /** Top-1 of the cut network in real numbers. */
  static final double CUT = 0.9537;

  /** Top-1 of the cut network in 8 bits without training. */
  static final double STATIC = 0.9279;

  /** Top-1 of the cut network in 8 bits after training. */
  static final double TRAINED = 0.9460;

  /** Separable layers of the cut network. */
  static final int LAYERS = 7;

  /** Parameters of the cut network. */
  static final long PARAMETERS = 79_000;

  /** Its size in 8 bits, kB. */
  static final int KILOBYTES = 83;

  /** Its operations, two for a multiply-add, in millions. */
  static final double MEGA_OPERATIONS = 16.64;

  /** Device, frames a second, watts and clock of its hardware. */
  static final String HARDWARE = "Gowin GW2A-18 at 54 MHz: 366 frames/s, 0.71 W, 48 DSP";

  private PaperFigures() {}
}
