package io.requant.transport.mqtt.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one connection, factory PID {@value MqttComponent#PID}. */
@ObjectClassDefinition(name = "Requant MQTT connection")
@interface MqttConfig {

  @AttributeDefinition(description = "Name of the connection; a service property.")
  String transport_name();

  @AttributeDefinition(
      description =
          "Brokers in the order in which they are tried, with commas: tcp://host:port (loopback"
              + " only) or ssl://host:port.")
  String url();

  @AttributeDefinition(description = "Fixed id: the broker knows the session by it.")
  String clientId();

  @AttributeDefinition(description = "PKCS#12 file with this client's key; for ssl.")
  String keyStore() default "";

  @AttributeDefinition(description = "PKCS#12 file with the authorities of the broker; for ssl.")
  String trustStore() default "";

  @AttributeDefinition(description = "File whose first line is the password of both stores.")
  String passwordFile() default "";

  @AttributeDefinition(description = "How often to look whether these three files have changed.")
  int certificateCheckSeconds() default 10;

  @AttributeDefinition(description = "Where the broker tells of a lost connection; empty for not.")
  String willTopic() default "";

  @AttributeDefinition(description = "What the broker says there.")
  String willPayload() default "";

  @AttributeDefinition(description = "How long the connection must be gone before it does.")
  int willDelaySeconds() default 30;

  @AttributeDefinition(description = "How long the broker keeps the session.")
  int sessionExpirySeconds() default 86_400;

  @AttributeDefinition(description = "Longest silence before a ping.")
  int keepAliveSeconds() default 30;

  @AttributeDefinition(description = "Longest time to connect.")
  int connectTimeoutSeconds() default 10;

  @AttributeDefinition(description = "A client without acknowledgement for so long is replaced.")
  int stuckAfterSeconds() default 30;

  @AttributeDefinition(description = "Bound of the first random delay before connecting again.")
  int reconnectBaseMillis() default 500;

  @AttributeDefinition(description = "Largest bound of that delay.")
  int reconnectMaxMillis() default 60_000;

  @AttributeDefinition(description = "Messages in flight, each way.")
  int receiveMaximum() default 16;

  @AttributeDefinition(description = "Largest packet accepted and sent, in bytes.")
  int maximumPacketSize() default 65_536;

  @AttributeDefinition(description = "Most messages that wait to be published.")
  int queueLimit() default 1000;
}
