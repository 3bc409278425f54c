package io.requant.training.internal.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes TorchScript source as the zip archive that libtorch loads as a module.
 *
 * <p>DJL has no way to run bfloat16 operations that record gradients, but it can load a saved
 * TorchScript module. Such an archive is small and regular: the pickled module object (no
 * parameters, one flag), an empty constant table, a version number, and the source. Writing it here
 * saves a Python dependency.
 */
final class ScriptModuleArchive {
  /** Name of the module class; the source refers to it as {@code __torch__.Net}. */
  static final String CLASS_NAME = "Net";

  private static final String ROOT = "net/";

  /** Format 3 is the first one with {@code constants.pkl} in the archive; libtorch reads 1..10. */
  private static final String FORMAT_VERSION = "3\n";

  private ScriptModuleArchive() {}

  /**
   * Builds the archive.
   *
   * @param methods TorchScript methods, each starting with {@code def name(self, ...)} and indented
   *     by two spaces
   * @return the bytes of the zip file
   */
  static byte[] of(String methods) {
    String source =
        "class "
            + CLASS_NAME
            + "(Module):\n"
            + "  __parameters__ = []\n"
            + "  __buffers__ = []\n"
            + "  training : bool\n"
            + methods;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      store(zip, "data.pkl", pickledModule());
      store(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /** A pickle (protocol 2) of an object of our class whose state is {@code {training: True}}. */
  private static byte[] pickledModule() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x80, 2}); // PROTO 2
    out.writeBytes(ascii("c__torch__\n" + CLASS_NAME + "\n")); // GLOBAL
    out.writeBytes(new byte[] {')', (byte) 0x81}); // EMPTY_TUPLE, NEWOBJ
    out.writeBytes(new byte[] {'}', '(', 'X', 8, 0, 0, 0}); // EMPTY_DICT, MARK, BINUNICODE
    out.writeBytes(ascii("training"));
    out.writeBytes(new byte[] {(byte) 0x88, 'u', 'b', '.'}); // NEWTRUE, SETITEMS, BUILD, STOP
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setTime(0);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
