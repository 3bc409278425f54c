package io.requant.transport.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BrokersTest {

  private static final Duration BASE = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(3);

  private static List<URI> urls(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> URI.create("tcp://127.0.0.1:" + (i + 1)))
        .toList();
  }

  private static Brokers brokers(int count, long seed) {
    return new Brokers(urls(count), new Backoff(BASE, MOST, new Random(seed)));
  }

  @Property(tries = 100)
  void eachBrokerHasItsTurnInOrderAndDelaysGrowFromRoundToRound(
      @ForAll @IntRange(min = 1, max = 5) int count, @ForAll long seed) {
    Brokers brokers = brokers(count, seed);
    for (int round = 0; round < 8; round++) {
      long bound = Math.min(MOST.toNanos(), BASE.toNanos() << round);
      for (int i = 0; i < count; i++) {
        assertThat(brokers.current()).isEqualTo(urls(count).get(i));
        long delay = brokers.failed();
        boolean last = i == count - 1;
        assertThat(delay).isBetween(0L, last ? bound : BASE.toNanos());
      }
    }
  }

  @Property(tries = 100)
  void aBrokerThatWasLostIsTriedFirstAndAllOthersAfterIt(
      @ForAll @IntRange(min = 2, max = 5) int count,
      @ForAll @IntRange(max = 9) int failures,
      @ForAll boolean stable) {
    Brokers brokers = brokers(count, 1);
    for (int i = 0; i < failures; i++) {
      brokers.failed();
    }
    URI lost = brokers.current();
    long delay = brokers.lost(stable);
    assertThat(delay).isBetween(0L, stable ? BASE.toNanos() : MOST.toNanos());
    assertThat(brokers.current()).isEqualTo(lost);
    List<URI> tried = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tried.add(brokers.current());
      brokers.failed();
    }
    assertThat(tried).containsExactlyInAnyOrderElementsOf(urls(count)).startsWith(lost);
  }

  @Test
  void addressesAreDifferentAndAtLeastOne() {
    for (List<URI> wrong :
        List.of(List.<URI>of(), List.of(urls(1).get(0), urls(1).get(0)), urls(17))) {
      assertThatThrownBy(() -> Transports.settings(wrong, Optional.empty(), Duration.ofSeconds(1)))
          .hasMessageContaining("1..16 different addresses");
    }
    assertThatThrownBy(() -> Transports.settings(urls(1), Optional.empty(), Duration.ZERO))
        .hasMessageContaining("certificateCheck");
  }
}
