package io.requant.fleet.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DisorderTest {

  private static List<Integer> pass(double duplicates, double reordered, int expected)
      throws InterruptedException {
    BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    try (Lane lane = new Lane(0)) {
      Disorder disorder = new Disorder(lane, new Random(3), duplicates, reordered);
      for (int i = 0; i < 100; i++) {
        int message = i;
        disorder.pass(() -> heard.add(message), () -> heard.add(message));
      }
      List<Integer> all = new java.util.ArrayList<>();
      while (all.size() < expected) {
        Integer next = heard.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("after %s", all).isNotNull();
        all.add(next);
      }
      return all;
    }
  }

  @Test
  void withoutFaultsEverythingPassesInOrder() throws InterruptedException {
    assertThat(pass(0, 0, 100)).isSorted().hasSize(100);
  }

  @Test
  void whatIsHeldBackComesLaterAndNothingIsLost() throws InterruptedException {
    List<Integer> heard = pass(0, 0.5, 100);
    assertThat(heard).doesNotHaveDuplicates().hasSize(100);
    assertThat(heard).isNotEqualTo(heard.stream().sorted().toList());
  }

  @Test
  void duplicatesComeBesideTheMessage() throws InterruptedException {
    assertThat(pass(1, 0, 200).stream().distinct()).hasSize(100);
  }
}
