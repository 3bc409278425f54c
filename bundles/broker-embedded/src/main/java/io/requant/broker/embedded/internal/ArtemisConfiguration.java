package io.requant.broker.embedded.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** Artemis as a small MQTT 5 broker: one acceptor, one journal, no management. */
final class ArtemisConfiguration {

  static final String ACCEPTOR = "mqtt";

  private static final int MAX_PACKET = 64 * 1024;
  private static final int RECEIVE_MAXIMUM = 32;
  private static final int JOURNAL_FILE = 1 << 20;
  private static final long MAX_BYTES_PER_ADDRESS = 16L << 20;

  private ArtemisConfiguration() {}

  static Configuration of(BrokerSettings settings) {
    Path data = settings.dataDirectory();
    AddressSettings limits =
        new AddressSettings()
            // A gateway that dies ten times over a message must still get it the eleventh time.
            .setMaxDeliveryAttempts(-1)
            .setMaxSizeBytes(MAX_BYTES_PER_ADDRESS)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE);
    return new ConfigurationImpl()
        .setName("requant")
        .setPersistenceEnabled(true)
        .setSecurityEnabled(settings.tls().isPresent())
        .setIncomingInterceptorClassNames(
            settings.tls().isPresent() ? List.of(ClientIdGuard.class.getName()) : List.of())
        .setJMXManagementEnabled(false)
        .setMessageCounterEnabled(false)
        .setCriticalAnalyzer(false)
        // A nearly full disk must not silently stop a broker of a few kilobytes.
        .setMaxDiskUsage(-1)
        .setJournalType(JournalType.NIO)
        .setJournalFileSize(JOURNAL_FILE)
        .setJournalMinFiles(2)
        .setJournalDirectory(data.resolve("journal").toString())
        .setBindingsDirectory(data.resolve("bindings").toString())
        .setPagingDirectory(data.resolve("paging").toString())
        .setLargeMessagesDirectory(data.resolve("large-messages").toString())
        .setThreadPoolMaxSize(8)
        .setScheduledThreadPoolMaxSize(2)
        .addAddressSetting("#", limits)
        .addAcceptorConfiguration(
            new TransportConfiguration(
                NettyAcceptorFactory.class.getName(), acceptor(settings), ACCEPTOR));
  }

  private static Map<String, Object> acceptor(BrokerSettings settings) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("host", settings.host());
    parameters.put("port", settings.port());
    parameters.put("protocols", "MQTT");
    parameters.put("useEpoll", false);
    parameters.put("useKQueue", false);
    parameters.put("remotingThreads", 2);
    parameters.put("maximumPacketSize", MAX_PACKET);
    parameters.put("receiveMaximum", RECEIVE_MAXIMUM);
    parameters.put("topicAliasMaximum", 0);
    settings
        .tls()
        .ifPresent(
            tls -> {
              parameters.put("sslEnabled", true);
              parameters.put("needClientAuth", true);
              parameters.put("enabledProtocols", "TLSv1.3,TLSv1.2");
              parameters.put("keyStorePath", tls.keyStore().toString());
              parameters.put("keyStoreType", "PKCS12");
              parameters.put("keyStorePassword", tls.password());
              parameters.put("trustStorePath", tls.trustStore().toString());
              parameters.put("trustStoreType", "PKCS12");
              parameters.put("trustStorePassword", tls.password());
              // New certificates are taken up from the files without a restart.
              parameters.put("sslAutoReload", true);
            });
    return parameters;
  }
}
