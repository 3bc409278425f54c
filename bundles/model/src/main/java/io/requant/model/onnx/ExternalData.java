package io.requant.model.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors that lie in a file beside the model. A location that leaves the model's folder, by dots,
 * by being absolute or through a symbolic link, is refused.
 */
final class ExternalData {

  private final Path folder;
  private long budget;

  /**
   * Looks in a folder.
   *
   * @param folder where the model lies; null if it came as bytes
   * @param budget most bytes to read, over all tensors
   */
  ExternalData(Path folder, long budget) {
    this.folder = folder;
    this.budget = budget;
  }

  /**
   * Reads a tensor's bytes.
   *
   * @param expected how many its type and shape need
   * @throws OnnxException if they are not all there
   */
  ByteBuffer read(TensorProto tensor, long expected) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = entries.getOrDefault("location", "");
    if (folder == null) {
      throw error(
          tensor,
          "lies in the file '"
              + location
              + "', but the model was given as bytes; import it from its file instead");
    }
    long offset = number(tensor, entries, "offset", 0);
    if (number(tensor, entries, "length", expected) != expected) {
      throw error(
          tensor, "says it has " + entries.get("length") + " bytes; its shape needs " + expected);
    }
    budget -= expected;
    if (budget < 0) {
      throw error(tensor, "makes the model larger than the limit; raise the limit to import it");
    }
    Path file = resolve(tensor, location);
    try (FileChannel channel = FileChannel.open(file)) {
      if (offset > channel.size() - expected) {
        throw error(
            tensor,
            "ends at byte %d of '%s', which has %d; copy the file again"
                .formatted(offset + expected, location, channel.size()));
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) expected);
      channel.position(offset);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new EOFException("ended early");
        }
      }
      return bytes.flip();
    } catch (IOException e) {
      throw new OnnxException(
          "tensor '" + tensor.getName() + "': cannot read '" + location + "': " + e.getMessage(),
          e);
    }
  }

  private Path resolve(TensorProto tensor, String location) {
    try {
      Path file = folder.resolve(location);
      if (location.isEmpty() || Path.of(location).isAbsolute() || !Files.isRegularFile(file)) {
        throw error(tensor, "lies in '" + location + "', which is no file beside the model");
      }
      Path real = file.toRealPath();
      if (!real.startsWith(folder.toRealPath())) {
        throw error(
            tensor,
            "lies in '" + location + "', outside the model's folder; put that file beside it");
      }
      return real;
    } catch (InvalidPathException | IOException e) {
      throw new OnnxException(
          "tensor '" + tensor.getName() + "' lies in '" + location + "', which cannot be opened",
          e);
    }
  }

  private static long number(
      TensorProto tensor, Map<String, String> entries, String key, long otherwise) {
    String text = entries.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new OnnxException(
          "tensor '" + tensor.getName() + "': external " + key + " '" + text + "' is no number", e);
    }
    throw error(tensor, "has an external " + key + " of " + text);
  }

  private static OnnxException error(TensorProto tensor, String why) {
    return new OnnxException("tensor '" + tensor.getName() + "' " + why);
  }
}
