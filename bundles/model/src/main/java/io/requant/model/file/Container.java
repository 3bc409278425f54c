package io.requant.model.file;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The envelope of a model file: magic, version, table of sections, sections, SHA-256 over all that.
 *
 * <p>One content has one form: types ascend, sections follow the table and each other without a
 * gap. What the check sums cover is checked before anything in a section is interpreted.
 */
final class Container {

  /** As in PNG: damaged by transfers as text, and no text itself. */
  static final long MAGIC = 0x8952514D0D0A1A0AL;

  static final int VERSION = 1;
  static final int HEADER = 12;
  static final int ENTRY = 24;
  static final int DIGEST = 32;
  static final int MAX_SECTIONS = 64;

  /** Flag of a section that a reader who does not know it may skip. */
  static final int OPTIONAL = 1;

  private static final String AGAIN = "; copy or download the file again";

  private final String name;
  private final ByteBuffer file;

  private Container(byte[] file, String name) {
    this.file = ByteBuffer.wrap(file);
    this.name = name;
  }

  /** The file that holds some sections. */
  static byte[] seal(SortedMap<SectionType, byte[]> sections) {
    long size = HEADER + (long) ENTRY * sections.size() + DIGEST;
    for (byte[] content : sections.values()) {
      size += content.length;
    }
    if (size > ModelFile.MAX_SIZE) {
      throw new IllegalArgumentException(
          "a model of " + size + " bytes; at most " + ModelFile.MAX_SIZE + " are possible");
    }
    ByteBuffer file = ByteBuffer.allocate((int) size);
    file.putLong(MAGIC).putShort((short) VERSION).putShort((short) sections.size());
    long offset = HEADER + (long) ENTRY * sections.size();
    for (Map.Entry<SectionType, byte[]> section : sections.entrySet()) {
      byte[] content = section.getValue();
      SectionType type = section.getKey();
      file.putShort((short) type.code()).putShort((short) type.flags());
      file.putLong(offset).putLong(content.length).putInt(crc(content, 0, content.length));
      offset += content.length;
    }
    sections.values().forEach(file::put);
    file.put(sha256(file.array(), file.position()));
    return file.array();
  }

  /**
   * The sections of a file that this version knows.
   *
   * @param name name of the file, for messages
   */
  static SortedMap<SectionType, ByteBuffer> open(byte[] file, String name)
      throws ModelFileException {
    return new Container(file, name).sections();
  }

  /** Checks the first eight bytes, so that no large file is read in vain. */
  static void checkMagic(byte[] start, String name) throws ModelFileException {
    if (start.length < Long.BYTES || ByteBuffer.wrap(start).getLong() != MAGIC) {
      throw new ModelFileException(
          name + ": not a model file, or its beginning is damaged; give the path of a .rqm file");
    }
  }

  private SortedMap<SectionType, ByteBuffer> sections() throws ModelFileException {
    int size = file.capacity();
    checkMagic(file.array(), name);
    if (size < HEADER) {
      throw new ModelFileException(name + ": truncated in its header" + AGAIN);
    }
    file.position(Long.BYTES);
    int version = Short.toUnsignedInt(file.getShort());
    if (version != VERSION) {
      throw new ModelFileException(
          "%s: format version %d; this program reads version %d: use the program that wrote it"
              .formatted(name, version, VERSION));
    }
    int count = Short.toUnsignedInt(file.getShort());
    if (count < 1 || count > MAX_SECTIONS) {
      throw new ModelFileException(
          name + ": " + count + " sections; 1.." + MAX_SECTIONS + " are possible" + AGAIN);
    }
    long next = HEADER + (long) ENTRY * count;
    if (next + DIGEST > size) {
      throw new ModelFileException(name + ": truncated in its table of sections" + AGAIN);
    }
    SortedMap<SectionType, ByteBuffer> sections = new TreeMap<>();
    int before = 0;
    for (int i = 0; i < count; i++) {
      int type = Short.toUnsignedInt(file.getShort());
      if (type <= before) {
        throw new ModelFileException(
            name + ": section " + SectionType.nameOf(type) + " is out of order" + AGAIN);
      }
      before = type;
      next = section(type, next, sections);
    }
    if (next + DIGEST != size) {
      throw new ModelFileException(
          "%s: %d bytes too many after its last section%s"
              .formatted(name, size - next - DIGEST, AGAIN));
    }
    byte[] digest = Arrays.copyOfRange(file.array(), size - DIGEST, size);
    if (!MessageDigest.isEqual(digest, sha256(file.array(), size - DIGEST))) {
      throw new ModelFileException(
          name + ": its SHA-256 does not match: the table or the digest is damaged" + AGAIN);
    }
    return sections;
  }

  /** Checks one section and gives the place where the next has to start. */
  private long section(int type, long start, SortedMap<SectionType, ByteBuffer> sections)
      throws ModelFileException {
    String what = name + ": section " + SectionType.nameOf(type);
    int flags = Short.toUnsignedInt(file.getShort());
    long offset = file.getLong();
    long length = file.getLong();
    int crc = file.getInt();
    if (offset != start || length < 0 || (flags & ~OPTIONAL) != 0) {
      throw new ModelFileException(
          "%s: its entry is damaged (offset %d instead of %d, length %d, flags %d)%s"
              .formatted(what, offset, start, length, flags, AGAIN));
    }
    long most = file.capacity() - DIGEST - start;
    if (length > most) {
      throw new ModelFileException(
          "%s: truncated, %d bytes of %d are there%s".formatted(what, most, length, AGAIN));
    }
    if (crc(file.array(), (int) start, (int) length) != crc) {
      throw new ModelFileException(what + ": damaged, its check sum does not match" + AGAIN);
    }
    ByteBuffer content = file.slice((int) start, (int) length).asReadOnlyBuffer();
    for (SectionType known : SectionType.values()) {
      if (known.code() == type) {
        sections.put(known, content);
        return start + length;
      }
    }
    if ((flags & OPTIONAL) == 0) {
      throw new ModelFileException(
          what + ": this version does not know it and cannot do without it; use a newer program");
    }
    return start + length;
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  private static byte[] sha256(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
