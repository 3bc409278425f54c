package io.requant.transport.mqtt.internal;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;

/** A real broker that can be stopped and started again on the same port with the same data. */
interface TestBroker {

  URI url();

  void start() throws Exception;

  void stop() throws Exception;

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
