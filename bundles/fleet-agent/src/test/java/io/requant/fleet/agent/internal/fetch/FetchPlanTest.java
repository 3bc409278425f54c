package io.requant.fleet.agent.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.fleet.protocol.RejectionCode;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FetchPlanTest {

  private static final long MOST = 3000;

  @Property(tries = 200)
  void whateverHappensItEndsAndNeverReturnsToAUselessAddress(
      @ForAll @IntRange(min = 1, max = 4) int addresses,
      @ForAll @Size(40) List<Boolean> useless,
      @ForAll long seed) {
    List<URI> urls =
        IntStream.range(0, addresses).mapToObj(i -> URI.create("https://h" + i + "/x")).toList();
    FetchPlan plan =
        new FetchPlan(urls, Duration.ofMillis(100), Duration.ofMillis(MOST), new Random(seed));
    assertThat(plan.pauseMillis()).isZero();
    Set<URI> given = new HashSet<>();
    int attempts = 0;
    while (plan.next().isPresent()) {
      URI url = plan.next().get();
      assertThat(given).doesNotContain(url);
      if (useless.get(attempts)) {
        given.add(url);
        plan.useless(RejectionCode.POLICY_DIGEST_MISMATCH, "other");
      } else {
        plan.failed("busy");
      }
      attempts++;
      assertThat(plan.why()).startsWith(url + ": ");
      assertThat(plan.pauseMillis())
          .isBetween(0L, Math.min(MOST, 100L << Math.min(20, attempts - 1)));
    }
    assertThat(attempts).isLessThanOrEqualTo(FetchPlan.MAX_ATTEMPTS);
    assertThat(attempts == FetchPlan.MAX_ATTEMPTS || given.size() == addresses).isTrue();
  }
}
