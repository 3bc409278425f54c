package io.requant.fleet.agent.internal.machine;

import java.util.ArrayList;
import java.util.List;

/** Downloads that end when a test says so. */
final class FakeFetches implements Fetching.Port {

  /** A download that was begun. */
  record Begun(long token, Fetcher.Wanted wanted) {}

  final List<Begun> begun = new ArrayList<>();
  int cancelled;

  Begun last() {
    return begun.get(begun.size() - 1);
  }

  @Override
  public void fetch(long token, Fetcher.Wanted wanted) {
    begun.add(new Begun(token, wanted));
  }

  @Override
  public void cancel() {
    cancelled++;
  }
}
