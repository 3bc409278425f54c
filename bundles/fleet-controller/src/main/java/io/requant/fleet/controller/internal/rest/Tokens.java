package io.requant.fleet.controller.internal.rest;

import io.requant.fleet.protocol.Ids;
import io.requant.fleet.protocol.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Who may use the REST interface: a file with a name, a token and, for those who may only look, the
 * word {@code read} a line. It is read at every request, so that tokens come and go without a
 * restart.
 */
public final class Tokens {

  private static final int MAX_FILE = 16_384;
  private static final int MIN_TOKEN = 32;
  private static final int TOKEN_BYTES = 32;

  private final Path file;

  /** Someone who may. */
  public record Holder(String name, boolean mayOrder) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by its content only
  private record Line(Holder holder, byte[] digest) {}

  /**
   * Opens the file; makes one with a new token of {@code operator} if there is none.
   *
   * @throws IOException if it cannot be written
   */
  public Tokens(Path file) throws IOException {
    this.file = file;
    if (!Files.exists(file)) {
      byte[] token = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(token);
      PrivateFile.write(
          file,
          ("operator " + Base64.getUrlEncoder().withoutPadding().encodeToString(token) + "\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    lines(); // a damaged file is said at the start
  }

  /**
   * Whose token it is.
   *
   * @throws IOException if the file cannot be read; nobody may do anything then
   */
  public Optional<Holder> holder(String token) throws IOException {
    byte[] digest = sha256(token);
    Optional<Holder> found = Optional.empty();
    for (Line line : lines()) {
      // In constant time, and all of them.
      if (MessageDigest.isEqual(line.digest(), digest)) {
        found = Optional.of(line.holder());
      }
    }
    return found;
  }

  private List<Line> lines() throws IOException {
    if (Files.size(file) > MAX_FILE) {
      throw new IOException(file + ": more than " + MAX_FILE + " bytes");
    }
    List<Line> lines = new ArrayList<>();
    for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      List<String> words = words(text);
      boolean read = words.size() == 3 && words.get(2).equals("read");
      if (!(words.size() == 2 || read)
          || !Ids.valid(words.get(0))
          || words.get(1).length() < MIN_TOKEN) {
        throw new IOException(
            file + ": each line is a name, a token of at least 32 characters, and perhaps 'read'");
      }
      lines.add(new Line(new Holder(words.get(0), !read), sha256(words.get(1))));
    }
    return lines;
  }

  /**
   * The first token of a file that may order, for verbs on the same machine.
   *
   * @throws IOException if there is none; the message says how to get one
   */
  public static String first(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(
          "token file "
              + file
              + " is not there or not readable: a controller makes it at its first start; name"
              + " another one with --token-file");
    }
    for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      List<String> words = words(text);
      if (!text.isBlank() && !text.startsWith("#")) {
        return words.size() == 1 ? words.get(0) : words.get(1);
      }
    }
    throw new IOException("token file " + file + " has no token");
  }

  private static List<String> words(String line) {
    return List.of(line.strip().split("\\s+", -1));
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
