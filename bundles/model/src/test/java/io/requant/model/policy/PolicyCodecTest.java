package io.requant.model.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.network.Network;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.TestCase;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class PolicyCodecTest {

  private static final int HEADER = 13;

  @Provide
  Arbitrary<TestCase> cases() {
    return TestCase.arbitrary();
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void policiesComeBackAsTheyWere(@ForAll("cases") TestCase test) {
    Policy policy =
        test.policy().withAccuracy(new MeasuredAccuracy("cifar10", "test", 10_000, 0.9));
    byte[] encoded = PolicyCodec.encode(policy);
    Policy decoded = PolicyCodec.decode(encoded);
    assertThat(decoded.digest()).isEqualTo(policy.digest());
    assertThat(decoded.name()).isEqualTo(policy.name());
    assertThat(decoded.network()).isEqualTo(policy.network());
    assertThat(decoded.layers()).isEqualTo(policy.layers());
    assertThat(decoded.cost()).isEqualTo(policy.cost());
    assertThat(decoded.accuracy()).isEqualTo(policy.accuracy());
    assertThat(PolicyCodec.encode(decoded)).isEqualTo(encoded);
  }

  @Test
  void everyTruncationIsRejected() {
    byte[] encoded = PolicyCodec.encode(small());
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> PolicyCodec.decode(cut))
          .as("first %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noFlippedBitOrByteGivesAnotherPolicy() {
    Policy policy = small();
    byte[] encoded = PolicyCodec.encode(policy);
    int rejected = 0;
    for (int at = 0; at < encoded.length; at++) {
      for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        byte[] damaged = encoded.clone();
        damaged[at] ^= (byte) mask;
        try {
          assertThat(PolicyCodec.decode(damaged).digest()).isEqualTo(policy.digest());
        } catch (IllegalArgumentException e) {
          rejected++;
        }
      }
    }
    // Bits that fill up the last byte of a DEFLATE stream mean nothing; all others do.
    assertThat(rejected).isGreaterThanOrEqualTo(encoded.length * 9 - 9);
  }

  @Test
  void bodiesMadeByAnybodyAreRejectedOrAreTheirOwnCanonicalForm() {
    byte[] body = PolicyCodec.encodeBody(small());
    SplittableRandom random = new SplittableRandom(3);
    int accepted = 0;
    for (int trial = 0; trial < 3000; trial++) {
      byte[] changed = body.clone();
      int at = random.nextInt(changed.length);
      changed[at] = (byte) (trial % 3 == 0 ? 0xFF : random.nextInt(256));
      if (trial % 4 == 0) {
        changed = Arrays.copyOf(changed, random.nextInt(changed.length + 3));
      }
      try {
        assertThat(PolicyCodec.encodeBody(PolicyCodec.decode(seal(changed)))).isEqualTo(changed);
        accepted++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(accepted).isBetween(1, 2900);
  }

  @Test
  void foreignBytesOtherVersionsAndHugeLengthsAreNamed() {
    assertThatThrownBy(() -> PolicyCodec.decode(new byte[100]))
        .hasMessageContaining("does not start with RQPL");
    byte[] version = PolicyCodec.encode(small());
    version[4] = 9;
    assertThatThrownBy(() -> PolicyCodec.decode(version)).hasMessageContaining("version 9");
    for (int length : new int[] {-1, PolicyCodec.MAX_BODY + 1, Integer.MAX_VALUE}) {
      byte[] huge = PolicyCodec.encode(small());
      ByteBuffer.wrap(huge).putInt(9, length);
      assertThatThrownBy(() -> PolicyCodec.decode(huge)).hasMessageContaining("at most");
    }
    byte[] few = PolicyCodec.encode(small());
    ByteBuffer.wrap(few).putInt(9, PolicyCodec.MAX_BODY);
    assertThatThrownBy(() -> PolicyCodec.decode(few)).hasMessageContaining("cannot hold");
  }

  @Test
  void aPolicyOfResnet20IsAFewKilobytes() {
    Network network = Nets.resnet20();
    byte[] encoded = PolicyCodec.encode(PlausiblePolicies.uniform(network, 4, 4));
    assertThat(encoded.length).isBetween(500, 6000);
  }

  private static Policy small() {
    Network network = Nets.plausible(Nets.separable(2, 1));
    return PlausiblePolicies.uniform(network, 4, 4)
        .withAccuracy(new MeasuredAccuracy("cifar10", "holdout", 5000, 0.5));
  }

  private static byte[] seal(byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(body);
    deflater.finish();
    byte[] packed = new byte[body.length * 2 + 100];
    int length = deflater.deflate(packed);
    deflater.end();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] header = new byte[HEADER];
    ByteBuffer.wrap(header)
        .putInt(0x5251504C)
        .put((byte) 1)
        .putInt((int) crc.getValue())
        .putInt(body.length);
    out.writeBytes(header);
    out.write(packed, 0, length);
    return out.toByteArray();
  }
}
