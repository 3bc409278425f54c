package io.requant.fleet.agent.internal.fetch;

import io.requant.fleet.protocol.RejectionCode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where to try next, after how long, and when to give up: addresses in turns, an address that can
 * never give what is wanted not again, pauses with full jitter that double from failure to failure.
 */
final class FetchPlan {

  /** Attempts at all addresses together. */
  static final int MAX_ATTEMPTS = 12;

  private static final int MAX_DOUBLINGS = 20;

  private final Deque<URI> addresses;
  private final long baseMillis;
  private final long maxMillis;
  private final RandomGenerator random;
  private int failures;
  private RejectionCode code = RejectionCode.FETCH_FAILED;
  private String why = "no address was given";

  FetchPlan(List<URI> urls, Duration base, Duration most, RandomGenerator random) {
    addresses = new ArrayDeque<>(urls);
    baseMillis = base.toMillis();
    maxMillis = most.toMillis();
    this.random = random;
  }

  /** The address to try; empty if it is of no use any more. */
  Optional<URI> next() {
    return failures < MAX_ATTEMPTS ? Optional.ofNullable(addresses.peek()) : Optional.empty();
  }

  /** The address was of no use now; it may be later. */
  void failed(String reason) {
    code = RejectionCode.FETCH_FAILED;
    why = addresses.peek() + ": " + reason;
    addresses.add(addresses.remove());
    failures++;
  }

  /** The address will never give what is wanted. */
  void useless(RejectionCode because, String reason) {
    code = because;
    why = addresses.remove() + ": " + reason;
    failures++;
  }

  /** Milliseconds to wait before the next attempt; none before an address not tried yet. */
  long pauseMillis() {
    if (failures == 0) {
      return 0;
    }
    long bound = Math.min(maxMillis, baseMillis << Math.min(failures - 1, MAX_DOUBLINGS));
    return random.nextLong(bound + 1);
  }

  /** Why the last attempt failed. */
  RejectionCode code() {
    return code;
  }

  /** The same for people, with the address. */
  String why() {
    return why + (failures >= MAX_ATTEMPTS ? "; given up after " + failures + " attempts" : "");
  }
}
