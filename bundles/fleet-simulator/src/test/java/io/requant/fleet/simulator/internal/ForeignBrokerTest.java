package io.requant.fleet.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignBrokerTest {

  @Test
  void anAddressWithoutAPortHasTheUsualOne() {
    ForeignBroker broker = ForeignBroker.of(URI.create("tcp://127.0.0.1"));
    assertThat(broker.url()).isEqualTo(URI.create("tcp://127.0.0.1:1883"));
    assertThat(broker.restartable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mosquito", "ssl://127.0.0.1:8883", "tcp:///", "tcp://no-such.invalid:1"})
  void whatIsNoAddressIsRefused(String url) {
    assertThatThrownBy(() -> ForeignBroker.of(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
