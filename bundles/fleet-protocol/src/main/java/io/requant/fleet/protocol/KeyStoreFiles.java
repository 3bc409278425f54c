package io.requant.fleet.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Keys in files, in the forms that OpenSSL reads and writes too.
 *
 * <p>A signing directory has {@value #PRIVATE} (PKCS#8, PEM, readable by its owner only) and
 * {@value #PUBLIC} (SubjectPublicKeyInfo, PEM). A directory of trusted keys has one public key per
 * file, named {@code <key id>.pem}.
 */
public final class KeyStoreFiles {

  /** File name of the private key. */
  public static final String PRIVATE = "signing-key.pem";

  /** File name of the public key. */
  public static final String PUBLIC = "signing-key.pub.pem";

  private static final int MAX_FILE = 4096;
  private static final int MAX_TRUSTED = 64;
  private static final String PRIVATE_LABEL = "PRIVATE KEY";
  private static final String PUBLIC_LABEL = "PUBLIC KEY";

  private KeyStoreFiles() {}

  /**
   * Makes a new key pair in a directory.
   *
   * @throws IOException if there is one already, or it cannot be written
   */
  public static SigningKey create(Path directory) throws IOException {
    if (Files.exists(directory.resolve(PRIVATE))) {
      throw new IOException(
          directory.resolve(PRIVATE) + " exists; move it away to make another key");
    }
    SigningKey key = SigningKey.generate();
    write(directory, key);
    return key;
  }

  static void write(Path directory, SigningKey key) throws IOException {
    PrivateFile.write(directory.resolve(PUBLIC), pem(PUBLIC_LABEL, key.publicKey().getEncoded()));
    PrivateFile.write(
        directory.resolve(PRIVATE), pem(PRIVATE_LABEL, key.privateKey().getEncoded()));
  }

  /**
   * Reads a key pair.
   *
   * @throws IOException if it is not there, damaged, or readable by others; the message says which
   */
  public static SigningKey read(Path directory) throws IOException {
    Path file = directory.resolve(PRIVATE);
    refuseIfOthersCanRead(file);
    PublicKey publicKey = readPublic(directory.resolve(PUBLIC));
    try {
      PrivateKey privateKey =
          KeyFactory.getInstance(SigningKey.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(der(file, PRIVATE_LABEL)));
      return new SigningKey(privateKey, publicKey);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + ": no Ed25519 key that belongs to " + PUBLIC, e);
    }
  }

  /**
   * Reads a public key.
   *
   * @throws IOException if the file is not there or has no Ed25519 key
   */
  public static PublicKey readPublic(Path file) throws IOException {
    try {
      return KeyFactory.getInstance(SigningKey.ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(der(file, PUBLIC_LABEL)));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": no Ed25519 public key", e);
    }
  }

  /**
   * Puts a public key into a directory of trusted keys, under its id.
   *
   * @return the file
   */
  public static Path trust(Path directory, PublicKey key) throws IOException {
    Path file = directory.resolve(KeyId.of(key).hex() + ".pem");
    PrivateFile.write(file, pem(PUBLIC_LABEL, key.getEncoded()));
    return file;
  }

  /**
   * Reads a directory of trusted keys. A directory that is not there has none.
   *
   * @throws IOException if a file is no key or is not named by its id
   */
  public static TrustedKeys readTrusted(Path directory) throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.pem")) {
        for (Path file : files) {
          keys.add(readTrustedKey(file));
          if (keys.size() > MAX_TRUSTED) {
            throw new IOException(directory + ": more than " + MAX_TRUSTED + " keys");
          }
        }
      }
    }
    return new TrustedKeys(keys);
  }

  private static PublicKey readTrustedKey(Path file) throws IOException {
    PublicKey key = readPublic(file);
    String expected = KeyId.of(key).hex() + ".pem";
    if (!file.endsWith(expected)) {
      throw new IOException(file + ": the id of this key is another; rename it to " + expected);
    }
    return key;
  }

  private static void refuseIfOthersCanRead(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
    others.addAll(Files.getPosixFilePermissions(file));
    others.removeAll(
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE));
    if (!others.isEmpty()) {
      throw new IOException(file + " can be used by others than its owner; chmod 600 it");
    }
  }

  private static byte[] pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] der(Path file, String label) throws IOException {
    if (Files.size(file) > MAX_FILE) {
      throw new IOException(file + ": more than " + MAX_FILE + " bytes is no key");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    if (text.length() < begin.length() + end.length()
        || !text.startsWith(begin)
        || !text.endsWith(end)) {
      throw new IOException(file + ": no PEM file with one " + label);
    }
    String body = text.substring(begin.length(), text.length() - end.length());
    try {
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": damaged base64", e);
    }
  }
}
