package io.requant.model.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads float networks for images from ONNX: operator sets 7..21, one image in, one tensor of
 * logits out.
 *
 * <p>Batch norm, biases, input normalisation and padding nodes are folded; shapes that exporters
 * compute with nodes are computed at import, for batch 1; weights are reordered from channel-first
 * to channel-last. What has no counterpart is refused with the node's name.
 */
public final class OnnxImporter {

  private OnnxImporter() {}

  /**
   * Imports a file; tensors may lie in files beside it.
   *
   * @throws OnnxException if it cannot be imported; the message names file, node and way out
   * @throws OnnxUnavailableException if protobuf is not installed
   * @throws IOException if the file cannot be read
   */
  public static ImportedNetwork read(Path file, ImportOptions options) throws IOException {
    ProtobufRuntime.require();
    long size = Files.size(file);
    if (size > options.maxBytes()) {
      throw new OnnxException(
          "'%s' has %d bytes; at most %d are read: raise the limit to import it"
              .formatted(file, size, options.maxBytes()));
    }
    byte[] bytes = Files.readAllBytes(file);
    Path folder = file.toAbsolutePath().getParent();
    try {
      return ModelImport.run(
          bytes, new ExternalData(folder, options.maxBytes() - size), stem(file), options);
    } catch (OnnxException e) {
      throw new OnnxException("'" + file + "': " + e.getMessage(), e);
    }
  }

  /**
   * Imports a model that is in memory, all of it.
   *
   * @throws OnnxException if it cannot be imported; the message names node and way out
   * @throws OnnxUnavailableException if protobuf is not installed
   */
  public static ImportedNetwork read(byte[] model, ImportOptions options) {
    ProtobufRuntime.require();
    if (model.length > options.maxBytes()) {
      throw new OnnxException(
          "%d bytes; at most %d are read: raise the limit to import them"
              .formatted(model.length, options.maxBytes()));
    }
    return ModelImport.run(model, new ExternalData(null, 0), "network", options);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
