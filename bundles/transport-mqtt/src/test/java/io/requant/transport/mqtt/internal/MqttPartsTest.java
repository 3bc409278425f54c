package io.requant.transport.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MqttPartsTest {

  @Property(tries = 500)
  void delaysAreWithinABoundThatDoublesUpToALimit(@ForAll long seed) {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(seed));
    for (int failure = 0; failure < 80; failure++) {
      long bound = Math.min(5_000_000_000L, 100_000_000L << Math.min(failure, 20));
      assertThat(backoff.next()).isBetween(0L, bound);
    }
    backoff.reset();
    assertThat(backoff.next()).isBetween(0L, 100_000_000L);
  }

  @Example
  void delaysAreSpreadOut() {
    Backoff backoff = new Backoff(Duration.ofSeconds(8), Duration.ofSeconds(8), new Random(5));
    long below = 0;
    for (int i = 0; i < 1000; i++) {
      below += backoff.next() < 4_000_000_000L ? 1 : 0;
    }
    assertThat(below).isBetween(400L, 600L);
  }

  @Provide
  Arbitrary<List<String>> levels() {
    return Arbitraries.of("a", "b", "", "gw-1").list().ofMinSize(1).ofMaxSize(5);
  }

  @Property(tries = 500)
  void aTopicMatchesItselfAndItsWildcards(@ForAll("levels") List<String> levels) {
    String topic = String.join("/", levels);
    if (topic.isEmpty()) {
      return;
    }
    assertThat(new TopicFilter(topic).matches(topic)).isTrue();
    assertThat(new TopicFilter("#").matches(topic)).isTrue();
    assertThat(new TopicFilter(topic + "/#").matches(topic)).as("parent level").isTrue();
    assertThat(new TopicFilter(topic + "/+").matches(topic)).isFalse();
    String plus = topic.replaceAll("[^/]+", "+");
    assertThat(new TopicFilter(plus).matches(topic)).isTrue();
    assertThat(new TopicFilter(topic).matches(topic + "/x")).isFalse();
  }

  @Example
  void topicsOfTheBrokerItselfAreNotMatchedByWildcards() {
    assertThat(new TopicFilter("#").matches("$SYS/uptime")).isFalse();
    assertThat(new TopicFilter("+/uptime").matches("$SYS/uptime")).isFalse();
    assertThat(new TopicFilter("$SYS/#").matches("$SYS/uptime")).isTrue();
  }

  @Example
  void wrongFiltersAreRefused() {
    for (String filter : List.of("", "a+", "a/#/b", "#a", "a/b+/c")) {
      assertThatThrownBy(() -> new TopicFilter(filter))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("topic filter");
    }
  }

  @Example
  void nothingIsSentUnencryptedBeyondThisMachine() {
    for (String url : List.of("tcp://192.0.2.1:1883", "tcp://0.0.0.0:1883")) {
      assertThatThrownBy(() -> Transports.settings(URI.create(url), "c", Optional.empty(), 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not encrypted");
    }
    for (String url :
        List.of("ssl://127.0.0.1:8883", "ws://127.0.0.1:80", "tcp://127.0.0.1", "nonsense")) {
      assertThatThrownBy(() -> Transports.settings(URI.create(url), "c", Optional.empty(), 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("url '" + url);
    }
    assertThatThrownBy(
            () -> Transports.settings(URI.create("tcp://127.0.0.1:1"), " ", Optional.empty(), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clientId");
  }
}
