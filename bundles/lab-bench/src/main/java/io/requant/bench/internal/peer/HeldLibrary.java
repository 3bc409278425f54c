package io.requant.bench.internal.peer;

import io.requant.bench.internal.engine.NotPossibleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of ONNX Runtime's library that takes the processor for one without AVX-512.
 *
 * <p>Its kernels have no setting for that: they ask the processor themselves (CPUID and XGETBV), so
 * neither the environment nor glibc's tunables reach them. They use AVX-512 where the operating
 * system keeps its registers: after each XGETBV that decides about kernels follows {@code test al,
 * 0xE0} on the complement of what it gave. The copy tests one bit more, that of MPX, which no
 * kernel since Linux 5.6 enables, so the answer is always no. Everything else stays as it is, AVX2
 * and FMA included. Where the pattern is not found nothing is copied.
 *
 * <p>The dynamic linker takes libraries of one name for the same, so both copies also get another
 * name of the same length.
 */
final class HeldLibrary {

  private static final byte[] XGETBV = {0x0F, 0x01, (byte) 0xD0};
  private static final byte TEST_AL = (byte) 0xA8;
  private static final byte REGISTERS = (byte) 0xE0;
  private static final byte REGISTERS_AND_MPX = (byte) 0xE8;
  private static final int REACH = 1024;
  private static final String RESOURCES = "/ai/onnxruntime/native/linux-x64/";
  private static final String LIBRARY = "libonnxruntime.so";
  private static final String BRIDGE = "libonnxruntime4j_jni.so";
  private static final byte[] NAME = "libonnxruntime.so.1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER = "libonnxruntime.so.h".getBytes(StandardCharsets.US_ASCII);

  private HeldLibrary() {}

  /**
   * Writes the copies.
   *
   * @param folder where to
   * @throws NotPossibleException if there is no library for this system, or it is built in another
   *     way
   */
  static void write(Path folder) throws NotPossibleException {
    if (!System.getProperty("os.arch").equals("amd64")) {
      throw new NotPossibleException("ONNX Runtime can be held to AVX2 on x86-64 only");
    }
    try {
      byte[] library = resource(LIBRARY);
      if (hold(library) == 0) {
        throw new NotPossibleException(
            "this build of ONNX Runtime asks for AVX-512 in another way than 1.29.0 and cannot be held to AVX2");
      }
      byte[] bridge = resource(BRIDGE);
      rename(library);
      rename(bridge);
      Files.write(folder.resolve(LIBRARY), library);
      Files.write(folder.resolve(BRIDGE), bridge);
    } catch (IOException e) {
      throw new NotPossibleException("ONNX Runtime cannot be copied: " + e.getMessage(), e);
    }
  }

  /** Deletes the copies and their folder; what is loaded stays mapped. */
  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(LIBRARY));
    Files.deleteIfExists(folder.resolve(BRIDGE));
    Files.deleteIfExists(folder);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = HeldLibrary.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IOException("there is no " + RESOURCES + name);
      }
      return in.readAllBytes();
    }
  }

  /** Changes every test and returns their number. */
  static int hold(byte[] library) {
    int changed = 0;
    for (int at = find(library, XGETBV, 0); at >= 0; at = find(library, XGETBV, at + 1)) {
      int end = Math.min(library.length - 1, at + REACH);
      for (int i = at; i < end; i++) {
        if (library[i] == TEST_AL && library[i + 1] == REGISTERS) {
          library[i + 1] = REGISTERS_AND_MPX;
          changed++;
          break;
        }
      }
    }
    return changed;
  }

  private static void rename(byte[] library) {
    for (int at = find(library, NAME, 0); at >= 0; at = find(library, NAME, at + 1)) {
      System.arraycopy(OTHER, 0, library, at, OTHER.length);
    }
  }

  private static int find(byte[] content, byte[] what, int from) {
    for (int at = from; at <= content.length - what.length; at++) {
      int i = 0;
      while (i < what.length && content[at + i] == what[i]) {
        i++;
      }
      if (i == what.length) {
        return at;
      }
    }
    return -1;
  }
}
