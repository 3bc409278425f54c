package io.requant.backend.fpga.internal.cycle;

/**
 * One module, reduced to its handshakes. A clock has three phases: every cell says what it offers,
 * in the order of the streams; then what it accepts, in the opposite order; then all registers
 * change at once.
 */
interface Cell {

  /** Sets {@code valid} of the outputs from registers and the inputs' {@code valid}. */
  void offer();

  /** Sets {@code ready} of the inputs. */
  void accept();

  /** The clock edge. */
  void clock();
}
