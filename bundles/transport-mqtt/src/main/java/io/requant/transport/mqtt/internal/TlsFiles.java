package io.requant.transport.mqtt.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Key stores of a connection, PKCS#12.
 *
 * @param keyStore this client's certificate and key
 * @param trustStore who signs the broker's certificate
 * @param passwordFile its first line is the password of both
 */
public record TlsFiles(Path keyStore, Path trustStore, Path passwordFile) {

  private static final int MAX_FILE = 1 << 20;

  /** What the files held at one moment. */
  @SuppressWarnings("ArrayRecordComponent") // compared by digest
  record Content(TlsFiles files, byte[] keyStore, byte[] trustStore, byte[] password) {

    /** Tells contents apart. */
    byte[] digest() {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : List.of(keyStore, trustStore, password)) {
          digest.update(MessageDigest.getInstance("SHA-256").digest(part));
        }
        return digest.digest();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }

  /**
   * Reads the files.
   *
   * @throws IOException naming the file that is missing or too large
   */
  Content read() throws IOException {
    return new Content(this, read(keyStore), read(trustStore), read(passwordFile));
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_FILE + 1);
      if (content.length > MAX_FILE) {
        throw new IOException(file + " has more than " + MAX_FILE + " bytes");
      }
      return content;
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    }
  }

  /** Changes whenever a file is written: cheaper than reading them. */
  String stamp() {
    return List.of(keyStore, trustStore, passwordFile).stream()
        .map(TlsFiles::stamp)
        .collect(Collectors.joining(" "));
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis() + ":" + Files.size(file);
    } catch (IOException e) {
      return "-";
    }
  }
}
