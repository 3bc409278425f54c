package io.requant.pipeline.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.pipeline.internal.TestModel;
import io.requant.pipeline.internal.frame.FrameRing.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameRingTest {

  private static FrameTicket ticket(long id) {
    return new FrameTicket(TestModel.frame(id, 0));
  }

  private static long take(FrameRing ring) throws InterruptedException {
    return ring.take().orElseThrow().frame().id();
  }

  @Test
  void theOldestWaitingFrameMakesRoom() throws InterruptedException {
    FrameRing ring = new FrameRing(2);
    ring.open(true);
    assertThat(ring.offer(ticket(0))).isInstanceOf(Offer.Waiting.class);
    assertThat(ring.offer(ticket(1))).isInstanceOf(Offer.Waiting.class);
    Offer.Displaced displaced = (Offer.Displaced) ring.offer(ticket(2));
    assertThat(displaced.oldest().frame().id()).isZero();
    assertThat(displaced.engineThere()).isTrue();
    assertThat(take(ring)).isEqualTo(1);
    assertThat(take(ring)).isEqualTo(2);
  }

  @Test
  void whatWaitedForAnEngineIsShedForItsAbsenceEvenAfterItCame() throws InterruptedException {
    FrameRing ring = new FrameRing(2);
    ring.offer(ticket(0));
    ring.offer(ticket(1));
    ring.open(true);
    assertThat(((Offer.Displaced) ring.offer(ticket(2))).engineThere()).isFalse();
    assertThat(take(ring)).isEqualTo(1);
    ring.offer(ticket(3));
    // From here on the engine has had its chance.
    assertThat(((Offer.Displaced) ring.offer(ticket(4))).engineThere()).isTrue();
  }

  @Test
  void aFrameThatIsGivenBackIsTheNextToBeTakenEvenIfTheRingIsFull() throws InterruptedException {
    FrameRing ring = new FrameRing(2);
    ring.open(true);
    ring.offer(ticket(0));
    FrameTicket taken = ring.take().orElseThrow();
    ring.offer(ticket(1));
    ring.offer(ticket(2));
    assertThat(ring.giveBack(taken)).isTrue();
    assertThat(take(ring)).isZero();
    assertThat(take(ring)).isEqualTo(1);
  }

  @Test
  void framesWaitWhileThereIsNoEngine() throws Exception {
    FrameRing ring = new FrameRing(2);
    ring.offer(ticket(7));
    CompletableFuture<Long> taker =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return take(ring);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(ring.size()).isEqualTo(1);
    assertThat(taker).isNotDone();
    ring.open(true);
    assertThat(taker.get(10, TimeUnit.SECONDS)).isEqualTo(7);
  }

  @Test
  void aClosedRingGivesOutWhatWaitedAndTakesNothingMore() throws InterruptedException {
    FrameRing ring = new FrameRing(3);
    ring.open(true);
    ring.offer(ticket(0));
    ring.offer(ticket(1));
    assertThat(ring.close()).extracting(t -> t.frame().id()).containsExactly(0L, 1L);
    assertThat(ring.offer(ticket(2))).isInstanceOf(Offer.Refused.class);
    assertThat(ring.giveBack(ticket(3))).isFalse();
    assertThat(ring.take()).isEmpty();
  }

  @Test
  void aCapacityOutsideItsLimitsIsRefused() {
    assertThatThrownBy(() -> new FrameRing(0)).hasMessageContaining("1..4096");
    assertThatThrownBy(() -> new FrameRing(4097)).hasMessageContaining("1..4096");
  }

  @Property
  void everyFrameComesOutOnceAndInOrder(
      @ForAll @IntRange(min = 1, max = 5) int capacity,
      @ForAll @Size(max = 60) List<@IntRange(max = 2) Integer> steps)
      throws InterruptedException {
    FrameRing ring = new FrameRing(capacity);
    ring.open(true);
    List<Long> out = new ArrayList<>();
    Optional<FrameTicket> inHand = Optional.empty();
    long in = 0;
    for (int step : steps) {
      if (step == 0) {
        if (ring.offer(ticket(in++)) instanceof Offer.Displaced displaced) {
          out.add(displaced.oldest().frame().id());
        }
      } else if (step == 1 && ring.size() > 0) {
        inHand.ifPresent(ticket -> out.add(ticket.frame().id()));
        inHand = ring.take();
      } else if (step == 2 && inHand.isPresent() && ring.size() <= capacity) {
        assertThat(ring.giveBack(inHand.get())).isTrue();
        inHand = Optional.empty();
      }
    }
    inHand.ifPresent(ticket -> out.add(ticket.frame().id()));
    ring.close().forEach(ticket -> out.add(ticket.frame().id()));
    assertThat(out).doesNotHaveDuplicates().hasSize((int) in);
  }
}
