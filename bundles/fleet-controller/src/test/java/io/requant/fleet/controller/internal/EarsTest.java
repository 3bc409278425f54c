package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import io.requant.fleet.protocol.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EarsTest {

  private static final Set<Integer> ALL =
      IntStream.range(0, Ears.SLOTS).boxed().collect(Collectors.toSet());

  /** Filters that are subscribed to, one entry a subscription. */
  private final List<String> filters = new ArrayList<>();

  private final Transport transport =
      new Transport() {
        @Override
        public Subscription subscribe(String filter, MessageHandler handler) {
          filters.add(filter);
          return () -> filters.remove(filter);
        }

        @Override
        public CompletableFuture<Void> publish(OutboundMessage message) {
          throw new UnsupportedOperationException(message.topic());
        }

        @Override
        public Subscription onConnection(ConnectionListener listener) {
          return () -> {};
        }

        @Override
        public boolean connected() {
          return true;
        }
      };

  private final Ears ears = new Ears(transport, new Topics("t"), inbox());

  private static Inbox inbox() {
    return new Inbox(new Topics("t"), new Registry(), null, null, null, (row, change) -> {});
  }

  private Set<Integer> slotsHeard() {
    Set<String> shards =
        filters.stream()
            .filter(f -> f.endsWith("/reported"))
            .map(f -> f.split("/", -1)[3])
            .collect(Collectors.toSet());
    return ALL.stream()
        .filter(
            slot ->
                shards.contains("+")
                    || IntStream.range(0, Ears.SLOTS)
                        .allMatch(low -> shards.contains("%x%x".formatted(slot, low))))
        .collect(Collectors.toSet());
  }

  @Test
  void whoHasAllSlotsSubscribesTwice() {
    assertThat(ears.hear(ALL)).isTrue();
    assertThat(filters).hasSize(2);
    assertThat(ears.hear(ALL)).isFalse();
    assertThat(filters).hasSize(2);
    ears.close();
    assertThat(filters).isEmpty();
  }

  @Property(tries = 50)
  void whateverItHadItHearsWhatItIsToHear(
      @ForAll @Size(max = 6) List<@Size(max = 16) Set<@IntRange(max = 15) Integer>> turns) {
    Set<Integer> before = ears.slots();
    for (Set<Integer> turn : turns) {
      Set<Integer> fresh = new HashSet<>(turn);
      fresh.removeAll(before);
      assertThat(ears.hear(turn)).isEqualTo(!fresh.isEmpty());
      assertThat(ears.slots()).isEqualTo(turn);
      assertThat(slotsHeard()).isEqualTo(turn);
      assertThat(filters).hasSize(turn.size() == Ears.SLOTS ? 2 : 2 * Ears.SLOTS * turn.size());
      before = turn;
    }
  }
}
