package io.requant.broker.embedded.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicRulesTest {

  private static final TopicRules RULES = new TopicRules(Set.of("controller"));

  @Test
  void aGatewaySpeaksForItselfAlone() {
    assertThat(RULES.mayPublish("gw-1", "rq.1.main.f5.gw.gw-1.reported")).isTrue();
    assertThat(RULES.mayPublish("gw-1", "rq.1.main.f5.gw.gw-1.presence")).isTrue();
    assertThat(RULES.mayPublish("gw.1", "rq.1.main.f5.gw.gw\\.1.reported")).isTrue();
    for (String address :
        List.of(
            "rq.1.main.f5.gw.gw-2.reported",
            "rq.1.main.f5.gw.gw-1.desired",
            "rq.1.main.ring.all.desired",
            "rq.1.main.ring.all.resync",
            "rq.2.main.f5.gw.gw-1.reported",
            "rq.1.main.f5.gw.gw-1.reported.more",
            "rq.1.main.*.gw.gw-1.reported",
            "$sys.mqtt.sessions",
            "activemq.management",
            "")) {
      assertThat(RULES.mayPublish("gw-1", address)).as(address).isFalse();
    }
  }

  @Test
  void aGatewayHearsItsRingsAndItself() {
    for (String address :
        List.of(
            "rq.1.main.ring.all.desired",
            "rq.1.main.ring.all.resync",
            "rq.1.main.f5.gw.gw-1.desired",
            "rq.1.main.f5.gw.gw-1.cmd")) {
      assertThat(RULES.maySubscribe("gw-1", address)).as(address).isTrue();
    }
    for (String address :
        List.of(
            "#",
            "rq.#",
            "rq.1.main.ring.*.desired",
            "rq.1.main.*.gw.*.reported",
            "rq.1.main.f5.gw.gw-2.desired",
            "rq.1.main.f5.gw.gw-1.reported")) {
      assertThat(RULES.maySubscribe("gw-1", address)).as(address).isFalse();
    }
  }

  @Test
  void aControllerMayDoAnything() {
    assertThat(RULES.mayPublish("controller", "rq.1.main.ring.all.desired")).isTrue();
    assertThat(RULES.maySubscribe("controller", "rq.1.main.*.gw.*.reported")).isTrue();
    assertThat(RULES.commands("gw-1")).isFalse();
  }

  @Test
  void withoutACertificateThereIsNoName() {
    assertThat(TopicGuard.commonName(null)).isEmpty();
    assertThat(TopicGuard.commonName(new java.security.cert.X509Certificate[0])).isEmpty();
  }
}
