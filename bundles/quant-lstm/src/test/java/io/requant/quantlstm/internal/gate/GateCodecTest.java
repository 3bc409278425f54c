package io.requant.quantlstm.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GateCodecTest {

  @Property(tries = 100)
  void whatIsReadIsWhatWasWritten(@ForAll long seed) {
    LstmGate gate = Gates.random(new SplittableRandom(seed));
    byte[] bytes = GateCodec.encode(gate);
    LstmGate read = GateCodec.decode(bytes);
    assertThat(read.network()).isEqualTo(gate.network());
    assertThat(read.options()).isEqualTo(gate.options());
    assertThat(read.shape()).isEqualTo(gate.shape());
    assertThat(read.gains()).isEqualTo(gate.gains());
    assertThat(read.parameters()).isEqualTo(gate.parameters());
    assertThat(GateCodec.encode(read)).isEqualTo(bytes);
  }

  @Test
  void everyTruncationAndAnythingAfterTheEndIsRefused() {
    byte[] bytes = GateCodec.encode(Gates.random(new SplittableRandom(1)));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> GateCodec.decode(cut))
          .as("first %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> GateCodec.decode(longer)).hasMessageContaining("its sizes need");
  }

  @Property(tries = 1000)
  void changedBytesGiveAGateOrAClearError(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = GateCodec.encode(Gates.random(random));
    for (int i = 0; i < 3; i++) {
      int header = Math.min(bytes.length, 60);
      bytes[random.nextInt(random.nextBoolean() ? header : bytes.length)] = (byte) random.nextInt();
    }
    try {
      LstmGate gate = GateCodec.decode(bytes);
      assertThat(GateCodec.encode(gate)).isEqualTo(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("gate");
    }
  }

  @Test
  void foreignBytesLaterVersionsAndNumbersThatAreNotFiniteAreRefused() {
    byte[] bytes = GateCodec.encode(Gates.random(new SplittableRandom(3)));
    byte[] foreign = bytes.clone();
    foreign[0] = 0;
    assertThatThrownBy(() -> GateCodec.decode(foreign)).hasMessageContaining("not a gate");
    byte[] later = bytes.clone();
    later[5] = 2;
    assertThatThrownBy(() -> GateCodec.decode(later)).hasMessageContaining("version 2");
    byte[] infinite = bytes.clone();
    ByteBuffer.wrap(infinite).putFloat(bytes.length - 4, Float.POSITIVE_INFINITY);
    assertThatThrownBy(() -> GateCodec.decode(infinite)).hasMessageContaining("Infinity");
  }
}
