package io.requant.fleet.controller.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.fleet.controller.internal.rest.Gate.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {

  @TempDir Path directory;

  private Visitor visitor(String address, String host, String certificate) throws IOException {
    String token = Tokens.first(directory.resolve("tokens"));
    return new Visitor("GET", address, host, "Bearer " + token, certificate);
  }

  @Test
  void beyondLoopbackACertificateIsNeededBesideTheToken() throws Exception {
    Gate gate = new Gate(new Tokens(directory.resolve("tokens")));
    assertThat(gate.check(visitor("127.0.0.1", "127.0.0.1:8630", null)).who())
        .isEqualTo("operator");
    assertThat(gate.check(visitor("::1", "[::1]:8630", null)).letIn()).isTrue();
    assertThat(gate.check(visitor("10.0.0.7", "fleet.example", null)).problem().status())
        .isEqualTo(403);
    assertThat(gate.open(visitor("10.0.0.7", "fleet.example", null)).letIn()).isFalse();
    assertThat(gate.check(visitor("10.0.0.7", "fleet.example", "CN=anna")).who())
        .isEqualTo("operator (CN=anna)");
    Visitor withoutToken = new Visitor("GET", "10.0.0.7", "fleet.example", null, "CN=anna");
    assertThat(gate.check(withoutToken).problem().status()).isEqualTo(401);
  }

  @Test
  void aNameThatWasReboundToLoopbackIsRefused() throws Exception {
    Gate gate = new Gate(new Tokens(directory.resolve("tokens")));
    assertThat(gate.check(visitor("127.0.0.1", "evil.example:8630", null)).problem().status())
        .isEqualTo(403);
    assertThat(gate.check(visitor("127.0.0.1", "a b", null)).problem().status()).isEqualTo(400);
    assertThat(gate.check(visitor("127.0.0.1", null, null)).problem().status()).isEqualTo(400);
  }

  @Test
  void aTokenFileThatIsWrongIsNamedAndLetsNobodyIn() throws Exception {
    Path file = directory.resolve("wrong");
    for (String content :
        new String[] {"anna short", "anna", "a b c d", "an/na " + "x".repeat(40)}) {
      Files.writeString(file, content + "\n");
      assertThatThrownBy(() -> new Tokens(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("wrong");
    }
    Files.writeString(file, "# who\n\nanna " + "x".repeat(40) + "\n");
    assertThat(new Tokens(file).holder("x".repeat(40))).isPresent();
    assertThat(Tokens.first(file)).isEqualTo("x".repeat(40));
    assertThatThrownBy(() -> Tokens.first(directory.resolve("none")))
        .hasMessageContaining("--token-file");
  }
}
