package io.requant.broker.embedded.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

  /** CONNECT, MQTT 5, clean start, keep alive 60 s, client id "a" (MQTT 5, 3.1). */
  private static final byte[] CONNECT = HexFormat.of().parseHex("100e00044d5154540502003c00000161");

  @TempDir Path data;

  private BrokerSettings settings(int port) {
    return new BrokerSettings("127.0.0.1", port, data, Optional.empty());
  }

  @Test
  void itSpeaksMqtt5OnTheLoopbackPortThatItNames() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker(settings(0))) {
      URI url = URI.create(broker.url());
      assertThat(url.getScheme()).isEqualTo("tcp");
      assertThat(InetAddress.getByName(url.getHost()).isLoopbackAddress()).isTrue();
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        socket.setSoTimeout(10_000);
        OutputStream out = socket.getOutputStream();
        out.write(CONNECT);
        out.flush();
        InputStream in = socket.getInputStream();
        assertThat(in.read()).as("CONNACK").isEqualTo(0x20);
        in.readNBytes(2);
        assertThat(in.read()).as("reason code").isZero();
      }
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> new EmbeddedBroker(settings(taken.getLocalPort())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void beyondLoopbackItNeedsTls() {
    for (String host : new String[] {"0.0.0.0", "192.0.2.1", "::", ""}) {
      assertThatThrownBy(() -> new BrokerSettings(host, 1883, data, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("TLS");
    }
  }

  @Test
  void missingKeyStoresAndPasswordsAreNamed() throws Exception {
    Path file = Files.writeString(data.resolve("there"), "\n");
    assertThatThrownBy(() -> new TlsFiles(file, data.resolve("missing"), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> new TlsFiles(file, file, file).password())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 1");
  }
}
