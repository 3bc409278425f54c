package io.requant.broker.embedded.internal;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.utils.CertificateUtil;

/**
 * Lets a client connect only under the id that its certificate names, so that nobody can end the
 * session of another. Made by Artemis from its class name: it is there before the first client.
 */
public final class ClientIdGuard implements MQTTInterceptor {

  private static final Logger LOG = System.getLogger(ClientIdGuard.class.getName());

  /** For Artemis. */
  public ClientIdGuard() {}

  @Override
  public boolean intercept(MqttMessage packet, RemotingConnection connection) {
    if (!(packet instanceof MqttConnectMessage connect)) {
      return true;
    }
    String id = connect.payload().clientIdentifier();
    boolean own =
        TopicGuard.commonName(CertificateUtil.getCertsFromConnection(connection))
            .filter(name -> name.equals(id))
            .isPresent();
    if (!own) {
      LOG.log(
          Level.WARNING,
          "{0}: client id {1} is not what its certificate names",
          connection.getRemoteAddress(),
          id);
    }
    return own;
  }
}
