package io.requant.transport.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A broker that sends a message of a resumed session before its answer to CONNECT. */
class OvertakingMessageTest {

  /** PUBLISH, QoS 1, topic "t/m", packet id 7, no properties, payload "x" (MQTT 5, 3.3). */
  private static final byte[] PUBLISH = HexFormat.of().parseHex("32090003742f6d00070078");

  /** CONNACK, session present, success, no properties (MQTT 5, 3.2). */
  private static final byte[] CONNACK = HexFormat.of().parseHex("2003010000");

  /** PUBACK's type, and its packet id. */
  private static final int[] PUBACK = {0x40, 7};

  @Test
  void aMessageBeforeConnackIsHandledAndAcknowledgedAfterIt() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    AtomicBoolean tooEarly = new AtomicBoolean();
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<int[]> answer = new CompletableFuture<>();
      Thread thread =
          new Thread(() -> serve(broker, handled, tooEarly, answer), "requant-test-broker");
      thread.start();
      URI url = URI.create("tcp://127.0.0.1:" + broker.getLocalPort());
      try (MqttTransport transport = Transports.open(url, "overtaken")) {
        transport.subscribe("t/m", m -> handled.countDown());
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(PUBACK);
        assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(tooEarly).isFalse();
      }
      thread.join(TimeUnit.SECONDS.toMillis(10));
    }
  }

  @Test
  void anAcknowledgementAfterTheEndOfItsSessionDoesNoHarm() throws Exception {
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<int[]> answer = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> serve(broker, new CountDownLatch(1), new AtomicBoolean(), answer),
              "requant-test-broker");
      thread.start();
      URI url = URI.create("tcp://127.0.0.1:" + broker.getLocalPort());
      PahoSession session =
          new PahoSession(
              Transports.settings(url, "late", Optional.empty(), 8), url, Optional.empty());
      CompletableFuture<Session.Arrival> arrived = new CompletableFuture<>();
      session.connect(
          new Session.Events() {
            @Override
            public void connected(boolean sessionPresent, int window) {}

            @Override
            public void ended(String reason) {}

            @Override
            public void arrived(Session.Arrival arrival) {
              arrived.complete(arrival);
            }
          });
      Session.Arrival arrival = arrived.get(20, TimeUnit.SECONDS);
      session.end(false);
      assertThatCode(() -> session.acknowledge(arrival)).doesNotThrowAnyException();
      thread.join(TimeUnit.SECONDS.toMillis(10));
    }
  }

  private static void serve(
      ServerSocket broker,
      CountDownLatch handled,
      AtomicBoolean tooEarly,
      CompletableFuture<int[]> answer) {
    try (Socket socket = broker.accept()) {
      socket.setSoTimeout(15_000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      in.readUnsignedByte();
      in.skipNBytes(in.readUnsignedByte());
      out.write(PUBLISH);
      out.flush();
      // A client that handles the message now does so within this time.
      tooEarly.set(handled.await(300, TimeUnit.MILLISECONDS));
      out.write(CONNACK);
      out.flush();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      answer.complete(new int[] {type, in.readUnsignedShort()});
    } catch (IOException e) {
      answer.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.completeExceptionally(e);
    }
  }
}
