package io.requant.api.fleet;

import org.osgi.annotation.versioning.ProviderType;

/** An MQTT 5 broker that runs in this process. A service that is there while it accepts clients. */
@ProviderType
public interface BrokerEndpoint {

  /** Service property: the same as {@link #url()}; a String. */
  String URL = "broker.url";

  /** Where clients connect, with the port that is really open, e.g. "tcp://127.0.0.1:41883". */
  String url();
}
