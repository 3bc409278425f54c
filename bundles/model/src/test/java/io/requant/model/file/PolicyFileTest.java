package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.policy.Policy;
import io.requant.model.testing.TestCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {

  @TempDir Path directory;

  @Test
  void aPolicyIsReadAsItWasWritten() throws IOException {
    Policy policy = TestCase.of(1).policy();
    Path path = directory.resolve("w4a4.rqp");
    PolicyFile.write(policy, path);
    Policy read = PolicyFile.read(path);
    assertThat(read).isEqualTo(policy);
    assertThat(read.layers()).isEqualTo(policy.layers());
  }

  @Test
  void damagedMissingAndOversizedFilesAreNamed() throws IOException {
    Path path = directory.resolve("w4a4.rqp");
    assertThatThrownBy(() -> PolicyFile.read(path))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("w4a4.rqp: there is no such file");
    PolicyFile.write(TestCase.of(1).policy(), path);
    byte[] bytes = Files.readAllBytes(path);
    bytes[6] ^= 1;
    Files.write(path, bytes);
    assertThatThrownBy(() -> PolicyFile.read(path))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("w4a4.rqp: policy is damaged");
    Files.write(path, new byte[(8 << 20) + 1]);
    assertThatThrownBy(() -> PolicyFile.read(path)).hasMessageContaining("larger than any policy");
  }
}
