package io.requant.fleet.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.TestCase;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that know docs/protocol and none of our classes: what they publish the agent accepts, and
 * what it reports they read.
 */
class ForeignClientTest {

  private static final TestCase NET = TestCase.of(7);
  private static final Policy A = NET.policy();
  private static final Policy B =
      new Policy("other", A.network(), A.layers(), A.cost(), A.accuracy());
  private static final String GATEWAY = "gw-00001";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private KeyPair key;
  private Mosquitto broker;
  private NetThreads net;
  private Fleet fleet;

  @BeforeEach
  void start() throws Exception {
    Optional<Path> program = Mosquitto.program();
    assumeTrue(program.isPresent(), "mosquitto is not installed");
    key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    broker = Mosquitto.start(program.get(), folder.toRealPath());
    net = new NetThreads(1);
    fleet =
        new Fleet(
            1,
            new Surroundings(
                "main",
                "all",
                broker.address(),
                net,
                new TrustedKeys(List.of(key.getPublic())),
                new Catalogue(NET.network(), A, NET.policy(), 1),
                Faults.NONE,
                1),
            1);
    fleet.powerOn();
  }

  @AfterEach
  void stop() throws Exception {
    if (broker != null) {
      fleet.close();
      broker.close();
      net.close();
    }
  }

  /** rq/1/{tenant}/{shard}/gw/{id}/reported. */
  private static String reportTopic() throws Exception {
    String shard = hex(sha256(GATEWAY.getBytes(StandardCharsets.UTF_8))).substring(0, 2);
    return "rq/1/main/" + shard + "/gw/" + GATEWAY + "/reported";
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void theCommandsOfMosquittoAndOpensslDo() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/mosquitto_pub")), "mosquitto-clients is missing");
    Path pem = folder.resolve("key.pem");
    Files.writeString(
        pem,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    Path message = folder.resolve("halt.env");
    Process sign =
        new ProcessBuilder("../../docs/protocol/sign-halt", pem.toString(), "main", "all", "1", "7")
            .redirectOutput(message.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(sign.waitFor()).isZero();
    String port = String.valueOf(broker.address().getPort());
    Process hear =
        new ProcessBuilder(
                "mosquitto_sub", "-V", "5", "-q", "1", "-p", port, "-t", reportTopic(), "-W", "20")
            .start();
    Process publish =
        new ProcessBuilder(
                "mosquitto_pub",
                "-V",
                "5",
                "-q",
                "1",
                "-r",
                "-p",
                port,
                "-t",
                "rq/1/main/ring/all/desired",
                "-f",
                message.toString())
            .start();
    assertThat(publish.waitFor()).isZero();
    try (var lines = hear.inputReader()) {
      JsonNode report;
      do {
        String line = lines.readLine();
        assertThat(line).as("a report about message 7 within 20 s").isNotNull();
        report = JSON.readTree(line);
      } while (report.at("/observed/seq").asLong() != 7
          || !report.at("/phase").asText().equals("ACTIVE"));
      assertThat(report.at("/gw").asText()).isEqualTo(GATEWAY);
      assertThat(report.at("/message").asText()).contains("halted");
      assertThat(report.has("refusal")).isFalse();
    } finally {
      hear.destroy();
    }
  }

  /** The envelope of docs/protocol, written byte by byte. */
  private byte[] envelope(String payload, byte[] attachment) throws Exception {
    byte[] type = "application/vnd.requant.desired+json".getBytes(StandardCharsets.US_ASCII);
    byte[] json = payload.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream pae = new ByteArrayOutputStream();
    pae.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
    pae.writeBytes(type);
    pae.writeBytes((" " + json.length + " ").getBytes(StandardCharsets.US_ASCII));
    pae.writeBytes(json);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key.getPrivate());
    signature.update(pae.toByteArray());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBytes("RQEV");
      out.writeByte(1);
      out.writeByte(1);
      out.write(sha256(key.getPublic().getEncoded()), 0, 8);
      out.write(signature.sign());
      out.writeByte(type.length);
      out.write(type);
      out.writeInt(json.length);
      out.write(json);
      out.writeInt(attachment.length);
      out.write(attachment);
    }
    return bytes.toByteArray();
  }

  @Test
  void anotherMqttClientAndPlainJavaCryptographyDo() throws Exception {
    byte[] content = PolicyCodec.encode(B);
    String payload =
        ("{'schema':1,'tenant':'main','ring':'all','rolloutId':'foreign','epoch':1,'seq':3,"
                + "'action':'APPLY','policy':{'name':'%s','network':'%s','digest':'%s','content':'%s',"
                + "'size':%d,'inline':true},'slice':{'salt':'s','from':0,'to':10000},'minSeqFrom':0,"
                + "'notBefore':%d,'expires':%d,'jitterSec':0,'gates':{'shadowFrames':0,"
                + "'minAgreement':0,'maxP99Micros':1000000,'shadowTimeoutMs':1000,'soakSec':0}}")
            .replace('\'', '"')
            .formatted(
                B.name(),
                B.network().hex(),
                B.digest().hex(),
                hex(sha256(content)),
                content.length,
                System.currentTimeMillis(),
                System.currentTimeMillis() + Duration.ofHours(1).toMillis());
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("foreign")
            .serverAddress(broker.address())
            .executorConfig(net.config())
            .buildBlocking();
    client.connect();
    try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
      client.subscribeWith().topicFilter(reportTopic()).qos(MqttQos.AT_LEAST_ONCE).send();
      client
          .publishWith()
          .topic("rq/1/main/ring/all/desired")
          .payload(envelope(payload, content))
          .qos(MqttQos.AT_LEAST_ONCE)
          .retain(true)
          .send();
      JsonNode report;
      do {
        report =
            JSON.readTree(
                publishes
                    .receive(20, TimeUnit.SECONDS)
                    .orElseThrow(() -> new IOException("no report"))
                    .getPayloadAsBytes());
      } while (!report.at("/phase").asText().equals("ACTIVE"));
      assertThat(report.at("/observed/seq").asLong()).isEqualTo(3);
      assertThat(report.at("/active/digest").asText()).isEqualTo(B.digest().hex());
    } finally {
      client.disconnect();
    }
  }
}
