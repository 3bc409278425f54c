package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventHubTest {

  private static final long PATIENCE = 1000;

  private long now;
  private final EventHub hub = new EventHub(3, PATIENCE, () -> now);

  /** A reader whose readiness a test sets. */
  private static final class FakeChannel implements EventClient.Channel {
    private final List<String> written = new ArrayList<>();
    private boolean ready = true;
    private boolean broken;
    private int flushes;
    private int ends;

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      if (broken) {
        throw new IOException("gone");
      }
      assertThat(ready).isTrue();
      written.add(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
      flushes++;
    }

    @Override
    public void end() {
      ends++;
    }
  }

  private void publish(String line) {
    hub.publish(line.getBytes(StandardCharsets.UTF_8));
  }

  private EventClient join(FakeChannel channel) {
    EventClient client = hub.join(channel).orElseThrow();
    client.writable();
    return client;
  }

  @Test
  void events_reach_every_reader_in_the_form_of_server_sent_events() {
    FakeChannel one = new FakeChannel();
    FakeChannel two = new FakeChannel();
    join(one);
    join(two);
    publish("{\"n\":1}");
    assertThat(one.written).containsExactly("data: {\"n\":1}\n\n");
    assertThat(two.written).isEqualTo(one.written);
    assertThat(one.flushes).isEqualTo(1);
  }

  @Test
  void nothing_is_written_before_the_container_says_so() {
    FakeChannel channel = new FakeChannel();
    EventClient client = hub.join(channel).orElseThrow();
    publish("a");
    publish("b");
    assertThat(channel.written).isEmpty();
    client.writable();
    assertThat(channel.written).containsExactly("data: b\n\n");
  }

  @Test
  void a_slow_reader_misses_events_and_gets_the_newest() {
    FakeChannel slow = new FakeChannel();
    FakeChannel fast = new FakeChannel();
    EventClient client = join(slow);
    join(fast);
    slow.ready = false;
    for (int i = 0; i < 100; i++) {
      publish("e" + i);
    }
    assertThat(slow.written).isEmpty();
    assertThat(fast.written).hasSize(100);
    slow.ready = true;
    client.writable();
    assertThat(slow.written).containsExactly("data: e99\n\n");
    assertThat(hub.clients()).isEqualTo(2);
  }

  @Test
  void a_reader_that_takes_nothing_for_long_is_dropped() {
    FakeChannel stuck = new FakeChannel();
    FakeChannel fast = new FakeChannel();
    join(stuck);
    join(fast);
    stuck.ready = false;
    publish("a");
    now += PATIENCE;
    publish("b");
    assertThat(hub.clients()).isEqualTo(2);
    now += 1;
    publish("c");
    assertThat(hub.clients()).isEqualTo(1);
    assertThat(stuck.ends).isEqualTo(1);
    assertThat(fast.ends).isZero();
    assertThat(fast.written).hasSize(3);
  }

  @Test
  void a_quiet_time_is_not_held_against_a_reader() {
    FakeChannel channel = new FakeChannel();
    join(channel);
    publish("a");
    now += 100 * PATIENCE;
    publish("b");
    publish("c");
    assertThat(channel.written).hasSize(3);
    assertThat(hub.clients()).isEqualTo(1);
  }

  @Test
  void there_are_never_more_readers_than_allowed() {
    List<EventClient> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(join(new FakeChannel()));
    }
    assertThat(hub.join(new FakeChannel())).isEmpty();
    hub.leave(clients.get(1));
    assertThat(hub.join(new FakeChannel())).isPresent();
    assertThat(hub.join(new FakeChannel())).isEmpty();
  }

  @Test
  void a_reader_whose_connection_breaks_is_forgotten() {
    FakeChannel channel = new FakeChannel();
    join(channel);
    channel.broken = true;
    publish("a");
    assertThat(hub.hasClients()).isFalse();
    assertThat(channel.ends).isEqualTo(1);
  }

  @Test
  void closing_ends_every_stream_once_and_lets_nobody_in() {
    FakeChannel channel = new FakeChannel();
    EventClient client = join(channel);
    hub.close();
    hub.leave(client);
    publish("a");
    client.writable();
    assertThat(channel.ends).isEqualTo(1);
    assertThat(channel.written).isEmpty();
    assertThat(hub.join(new FakeChannel())).isEmpty();
  }

  @Test
  void impossible_numbers_of_readers_are_refused() {
    assertThatThrownBy(() -> new EventHub(0, PATIENCE, () -> now))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EventHub(257, PATIENCE, () -> now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1..256");
  }
}
