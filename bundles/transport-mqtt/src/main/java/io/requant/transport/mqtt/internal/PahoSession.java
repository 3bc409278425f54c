package io.requant.transport.mqtt.internal;

import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.OutboundMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * A session over one Paho client. Nothing is kept in Paho: messages that were not acknowledged are
 * sent again by the transport, in order, over the next session.
 */
final class PahoSession implements Session, MqttCallback {

  private static final Logger LOG = System.getLogger(PahoSession.class.getName());
  private static final int DEFAULT_RECEIVE_MAXIMUM = 65_535;
  private static final long DISCONNECT_MILLIS = 2000;
  private static final int RETAINED_ALWAYS = 0;
  private static final int RETAINED_IF_NEW = 1;

  private final MqttSettings settings;
  private final URI url;
  private final Optional<SSLSocketFactory> sockets;
  private MqttAsyncClient client;
  private Events events;

  /** Paho 1.2.5 that is closed answers an acknowledgement with a NullPointerException. */
  private final Object closing = new Object();

  private boolean closed;

  /** What overtook the broker's answer to CONNECT; null once that has come. Guarded by this. */
  private List<Arrival> early = new ArrayList<>();

  /**
   * Prepares a connection.
   *
   * @param sockets for ssl: makes connections with certificate and authorities
   */
  PahoSession(MqttSettings settings, URI url, Optional<SSLSocketFactory> sockets) {
    this.settings = settings;
    this.url = url;
    this.sockets = sockets;
  }

  @Override
  public void connect(Events listener) {
    events = listener;
    try {
      client = new MqttAsyncClient(url.toString(), settings.clientId(), new MemoryPersistence());
      client.setManualAcks(true);
      client.setCallback(this);
      client.connect(options(), null, new ConnectListener());
    } catch (MqttException e) {
      events.ended(describe(e));
    }
  }

  private MqttConnectionOptions options() {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    options.setCleanStart(false);
    options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
    options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
    options.setConnectionTimeout((int) Math.max(1, settings.connectTimeout().toSeconds()));
    options.setReceiveMaximum(settings.receiveMaximum());
    options.setMaximumPacketSize((long) settings.maximumPacketSize());
    options.setTopicAliasMaximum(0);
    options.setHttpsHostnameVerificationEnabled(true);
    sockets.ifPresent(options::setSocketFactory);
    if (settings.will().isPresent()) {
      Will will = settings.will().get();
      MqttMessage message = new MqttMessage(will.payload());
      message.setQos(1);
      MqttProperties properties = new MqttProperties();
      properties.setWillDelayInterval(will.delaySeconds());
      options.setWill(will.topic(), message);
      options.setWillMessageProperties(properties);
    }
    return options;
  }

  private final class ConnectListener implements MqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
      MqttProperties properties = token.getResponseProperties();
      Integer window = properties == null ? null : properties.getReceiveMaximum();
      events.connected(
          token.getSessionPresent(), window == null ? DEFAULT_RECEIVE_MAXIMUM : window);
      releaseEarly();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable reason) {
      events.ended(describe(reason));
    }
  }

  @Override
  public void subscribe(String filter, boolean confirm, Result result) {
    MqttSubscription subscription = new MqttSubscription(filter, 1);
    subscription.setRetainHandling(confirm ? RETAINED_IF_NEW : RETAINED_ALWAYS);
    try {
      client.subscribe(
          new MqttSubscription[] {subscription}, null, listener(result), new MqttProperties());
    } catch (MqttException e) {
      result.broken(e);
    }
  }

  @Override
  public void unsubscribe(String filter) {
    try {
      client.unsubscribe(filter);
    } catch (MqttException e) {
      LOG.log(Level.DEBUG, "{0}: {1} stays subscribed: {2}", settings.name(), filter, describe(e));
    }
  }

  @Override
  public void publish(OutboundMessage message, Optional<Duration> expiry, Result result)
      throws WindowFullException {
    MqttMessage packet = new MqttMessage(message.payload());
    packet.setQos(1);
    packet.setRetained(message.retained());
    MqttProperties properties = new MqttProperties();
    expiry.ifPresent(time -> properties.setMessageExpiryInterval(Math.max(1, time.toSeconds())));
    packet.setProperties(properties);
    try {
      client.publish(message.topic(), packet, null, listener(result));
    } catch (MqttException e) {
      if (e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT) {
        throw new WindowFullException();
      }
      result.broken(e);
    }
  }

  private static MqttActionListener listener(Result result) {
    return new MqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        int[] codes = token.getReasonCodes();
        result.answered(codes == null || codes.length == 0 ? 0 : codes[0]);
      }

      @Override
      public void onFailure(IMqttToken token, Throwable reason) {
        // Paho also calls a refused subscription a failure; the reason codes tell them apart.
        int[] codes = token.getReasonCodes();
        if (codes != null && codes.length > 0 && codes[0] >= 0x80) {
          result.answered(codes[0]);
        } else {
          result.broken(reason);
        }
      }
    };
  }

  @Override
  public void acknowledge(Arrival arrival) {
    if (arrival.qos() == 0) {
      return;
    }
    synchronized (closing) {
      if (closed) {
        return;
      }
      try {
        client.messageArrivedComplete(arrival.packetId(), arrival.qos());
      } catch (MqttException e) {
        // The connection is gone: the broker sends the message again over the next one.
        LOG.log(Level.DEBUG, "{0}: not acknowledged: {1}", settings.name(), describe(e));
      }
    }
  }

  @Override
  public boolean alive() {
    return client.isConnected();
  }

  @Override
  public void end(boolean orderly) {
    if (client == null) {
      return;
    }
    MqttProperties properties = new MqttProperties();
    properties.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
    try {
      if (orderly && client.isConnected()) {
        client.disconnect(0, null, null, 0, properties).waitForCompletion(DISCONNECT_MILLIS);
      } else {
        client.disconnectForcibly(0, DISCONNECT_MILLIS, false);
      }
    } catch (MqttException e) {
      LOG.log(Level.DEBUG, "{0}: ended: {1}", settings.name(), describe(e));
    }
    synchronized (closing) {
      closed = true;
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      LOG.log(Level.DEBUG, "{0}: closed: {1}", settings.name(), describe(e));
    }
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    Arrival arrival =
        new Arrival(
            this,
            new InboundMessage(topic, message.getPayload(), message.isRetained()),
            message.getId(),
            message.getQos());
    if (!heldBack(arrival)) {
      events.arrived(arrival);
    }
  }

  /**
   * Artemis 2.44 may send messages of a resumed session before CONNACK. Paho 1.2.5 that is given an
   * acknowledgement before CONNACK ends its sending thread and never sends anything again, so
   * nobody hears of a message until then.
   */
  private synchronized boolean heldBack(Arrival arrival) {
    if (early == null) {
      return false;
    }
    if (early.size() < 2 * settings.receiveMaximum()) {
      early.add(arrival);
    } else {
      events.ended(early.size() + " messages came, but no answer to CONNECT");
    }
    return true;
  }

  private synchronized void releaseEarly() {
    early.forEach(events::arrived);
    early = null;
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    MqttException cause = response.getException();
    events.ended(
        cause != null
            ? describe(cause)
            : "the broker said reason code "
                + response.getReturnCode()
                + (response.getReasonString() == null ? "" : " " + response.getReasonString()));
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    LOG.log(Level.WARNING, "{0}: {1}", settings.name(), describe(exception));
  }

  @Override
  public void deliveryComplete(IMqttToken token) {
    // Each message has a listener of its own.
  }

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {
    // The connect token says so, with the properties of the answer.
  }

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {
    // No enhanced authentication is offered to the broker.
  }

  private static String describe(Throwable problem) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = problem; t != null && text.length() < 300; t = t.getCause()) {
      text.append(text.length() == 0 ? "" : ": ");
      if (t instanceof MqttException e) {
        text.append("reason code ").append(e.getReasonCode()).append(' ');
      }
      text.append(t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage());
    }
    return text.toString();
  }
}
