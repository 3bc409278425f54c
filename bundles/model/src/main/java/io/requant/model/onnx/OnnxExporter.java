package io.requant.model.onnx;

import io.requant.model.network.FloatNetwork;

/** Writes float networks as ONNX, operator set 13: for other tools, and to compare with them. */
public final class OnnxExporter {

  private OnnxExporter() {}

  /**
   * Exports a network. Its input is the normalised image (batch, channel, row, column) with an open
   * batch; normalisation and class names are metadata. Importing gives the same network again.
   *
   * @return the file's content
   * @throws OnnxUnavailableException if protobuf is not installed
   */
  public static byte[] export(FloatNetwork network) {
    ProtobufRuntime.require();
    return new FloatGraphWriter(network).write();
  }
}
