package io.requant.model.onnx;

import io.requant.model.network.FloatNetwork;
import java.util.List;

/**
 * A network read from ONNX.
 *
 * @param network the network, batch norm folded
 * @param notes what was left out or assumed, one sentence each, for the person who imports
 */
public record ImportedNetwork(FloatNetwork network, List<String> notes) {

  public ImportedNetwork {
    notes = List.copyOf(notes);
  }
}
