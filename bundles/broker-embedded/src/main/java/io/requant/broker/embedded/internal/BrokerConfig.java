package io.requant.broker.embedded.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the embedded broker, PID {@value BrokerComponent#PID}. */
@ObjectClassDefinition(name = "Requant embedded broker")
@interface BrokerConfig {

  @AttributeDefinition(description = "Address to listen on; anything but loopback needs TLS.")
  String host() default "127.0.0.1";

  @AttributeDefinition(description = "Port to listen on; 0 for any that is free.")
  int port() default 0;

  @AttributeDefinition(description = "Where sessions, retained and waiting messages are kept.")
  String dataDirectory();

  @AttributeDefinition(description = "PKCS#12 file with the broker's key; empty for no TLS.")
  String keyStore() default "";

  @AttributeDefinition(description = "PKCS#12 file with the authorities of client certificates.")
  String trustStore() default "";

  @AttributeDefinition(description = "File whose first line is the password of both stores.")
  String passwordFile() default "";

  @AttributeDefinition(
      description = "Common names of controllers' certificates; any other is a gateway's id.")
  String[] controllers() default {"controller"};
}
