package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Files whose check sums hold, made by somebody who knows the format and means no good. */
class HostileModelFileTest {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Raw(int type, int flags, byte[] content) {}

  @Test
  void changedSectionsWithFreshCheckSumsGiveAModelOrAClearError() {
    List<Raw> sections = split(Models.bytes(Models.small()));
    SplittableRandom random = new SplittableRandom(5);
    int accepted = 0;
    for (int trial = 0; trial < 2000; trial++) {
      List<Raw> changed = new ArrayList<>(sections);
      int which = random.nextInt(changed.size());
      Raw raw = changed.get(which);
      byte[] content = raw.content().clone();
      int at = random.nextInt(content.length);
      content[at] = (byte) (trial % 3 == 0 ? 0xFF : random.nextInt(256));
      if (trial % 5 == 0) {
        content = java.util.Arrays.copyOf(content, random.nextInt(content.length + 4));
      }
      changed.set(which, new Raw(raw.type(), raw.flags(), content));
      try {
        Models.read(seal(changed));
        accepted++;
      } catch (ModelFileException e) {
        assertThat(e).hasMessageStartingWith("test.rqm: ");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    // Floats, scales and names can be anything; most other bytes cannot.
    assertThat(accepted).isBetween(1, 1700);
  }

  @Test
  void hugeCountsAreRejectedBeforeAnythingIsAllocated() {
    List<Raw> sections = split(Models.bytes(Models.small()));
    for (int type : new int[] {4, 5}) {
      byte[] content = new byte[6];
      ByteBuffer.wrap(content).putShort((short) -1).putInt(Integer.MAX_VALUE);
      List<Raw> changed = new ArrayList<>(sections);
      changed.replaceAll(raw -> raw.type() == type ? new Raw(type, 0, content) : raw);
      assertThatThrownBy(() -> Models.read(seal(changed)))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("2147483647 bytes at byte 6; 0 are left");
    }
  }

  @Test
  void aGateLargerThanItsLimitIsRejected() {
    List<Raw> sections = split(Models.bytes(Models.small()));
    sections.replaceAll(
        raw -> raw.type() == 7 ? new Raw(7, raw.flags(), new byte[Model.MAX_GATE + 1]) : raw);
    assertThatThrownBy(() -> Models.read(seal(sections)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("section GATE: 262145 bytes");
  }

  @Test
  void overlappingSectionsGapsAndOverflowingOffsetsAreRejected() {
    byte[] good = Models.bytes(Models.small());
    int second = Container.HEADER + Container.ENTRY;
    long offset = ByteBuffer.wrap(good).getLong(second + 4);
    long length = ByteBuffer.wrap(good).getLong(second + 12);
    long[][] entries = {
      {offset - 1, length},
      {offset + 1, length},
      {0, length},
      {-1, length},
      {Long.MIN_VALUE, length},
      {Long.MAX_VALUE, length},
      {1L << 32 | offset, length},
      {offset, -1},
      {offset, Long.MAX_VALUE},
      {offset, Long.MIN_VALUE},
      {offset, length + (1L << 32)},
      {offset, Long.MAX_VALUE - offset + 1},
    };
    for (long[] entry : entries) {
      byte[] file = good.clone();
      ByteBuffer.wrap(file).putLong(second + 4, entry[0]).putLong(second + 12, entry[1]);
      sign(file);
      assertThatThrownBy(() -> Models.read(file))
          .as("offset %d, length %d", entry[0], entry[1])
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("section FLOATS");
    }
  }

  @Test
  void sectionCountsOutsideTheLimitsAreRejected() {
    for (int count : new int[] {0, 65, 0xFFFF}) {
      byte[] file = Models.bytes(Models.small());
      ByteBuffer.wrap(file).putShort(10, (short) count);
      sign(file);
      assertThatThrownBy(() -> Models.read(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining(count + " sections");
    }
  }

  @Test
  void aFileOfALaterFormatVersionSaysSo() {
    byte[] file = Models.bytes(Models.small());
    ByteBuffer.wrap(file).putShort(8, (short) 2);
    sign(file);
    assertThatThrownBy(() -> Models.read(file)).hasMessageContaining("format version 2");
  }

  @Test
  void unknownSectionsAreSkippedIfOptionalAndAnErrorIfNot() throws IOException {
    List<Raw> sections = split(Models.bytes(Models.small()));
    sections.add(new Raw(900, Container.OPTIONAL, new byte[] {1, 2, 3}));
    assertThat(Models.bytes(Models.read(seal(sections)))).isEqualTo(Models.bytes(Models.small()));
    sections.set(sections.size() - 1, new Raw(900, 0, new byte[] {1, 2, 3}));
    assertThatThrownBy(() -> Models.read(seal(sections)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("section of type 900")
        .hasMessageContaining("use a newer program");
  }

  @Test
  void sectionsTwiceOrOutOfOrderAreRejected() {
    List<Raw> sections = split(Models.bytes(Models.small()));
    sections.add(1, sections.get(0));
    assertThatThrownBy(() -> Models.read(seal(sections)))
        .hasMessageContaining("section GRAPH is out of order");
  }

  @Test
  void aFileWithoutAGraphOrWithoutWeightsIsRejected() {
    List<Raw> sections = split(Models.bytes(Models.small()));
    assertThatThrownBy(() -> Models.read(seal(sections.subList(1, 3))))
        .hasMessageContaining("no section GRAPH");
    assertThatThrownBy(() -> Models.read(seal(sections.subList(0, 1))))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("real weights, integer weights or both");
  }

  @Test
  void policiesOfAnotherNetworkAreRejected() {
    List<Raw> sections = split(Models.bytes(Models.small()));
    byte[] planes = sections.get(2).content().clone();
    planes[0] ^= 1;
    sections.set(2, new Raw(3, 0, planes));
    assertThatThrownBy(() -> Models.read(seal(sections)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("was made for network");
  }

  private static List<Raw> split(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    List<Raw> sections = new ArrayList<>();
    for (int i = 0; i < in.getShort(10); i++) {
      int entry = Container.HEADER + i * Container.ENTRY;
      byte[] content = new byte[(int) in.getLong(entry + 12)];
      in.get((int) in.getLong(entry + 4), content);
      sections.add(new Raw(in.getShort(entry), in.getShort(entry + 2), content));
    }
    return sections;
  }

  private static byte[] seal(List<Raw> sections) {
    int start = Container.HEADER + Container.ENTRY * sections.size();
    int size = start + sections.stream().mapToInt(s -> s.content().length).sum();
    ByteBuffer out = ByteBuffer.allocate(size + Container.DIGEST);
    out.putLong(Container.MAGIC).putShort((short) Container.VERSION);
    out.putShort((short) sections.size());
    long offset = start;
    for (Raw section : sections) {
      CRC32 crc = new CRC32();
      crc.update(section.content());
      out.putShort((short) section.type()).putShort((short) section.flags());
      out.putLong(offset).putLong(section.content().length).putInt((int) crc.getValue());
      offset += section.content().length;
    }
    sections.forEach(section -> out.put(section.content()));
    sign(out.array());
    return out.array();
  }

  private static void sign(byte[] file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(file, 0, file.length - Container.DIGEST);
      digest.digest(file, file.length - Container.DIGEST, Container.DIGEST);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
