package io.requant.model.file;

import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** One policy in a file of its own (.rqp): the bytes of {@link PolicyCodec}, nothing else. */
public final class PolicyFile {

  /** Usual ending of the name. */
  public static final String EXTENSION = ".rqp";

  private PolicyFile() {}

  /** Writes a policy, as a whole or not at all. */
  public static void write(Policy policy, Path path) throws IOException {
    AtomicFile.write(path, out -> out.write(PolicyCodec.encode(policy)));
  }

  /**
   * Reads a policy.
   *
   * @throws ModelFileException if there is none or it is damaged; the message names the file
   */
  public static Policy read(Path path) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(PolicyCodec.MAX_BODY + 1);
    } catch (NoSuchFileException e) {
      throw new ModelFileException(path + ": there is no such file", e);
    }
    if (bytes.length > PolicyCodec.MAX_BODY) {
      throw new ModelFileException(
          path + ": larger than any policy (" + PolicyCodec.MAX_BODY + " bytes)");
    }
    try {
      return PolicyCodec.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(path + ": " + e.getMessage() + "; get the file again", e);
    }
  }
}
