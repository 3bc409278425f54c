package io.requant.backend.fpga.internal.cycle;

/** The handshake signals of every stream within one clock. */
final class Wires {

  final boolean[] valid;
  final boolean[] ready;

  Wires(int streams) {
    valid = new boolean[streams];
    ready = new boolean[streams];
  }

  /** Whether a beat moves at the end of this clock. */
  boolean moves(int stream) {
    return valid[stream] && ready[stream];
  }
}
