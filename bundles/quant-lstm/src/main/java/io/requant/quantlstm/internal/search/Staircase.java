package io.requant.quantlstm.internal.search;

import java.util.Map;
import java.util.TreeMap;

/** Pairs of bytes and penalty of which none is at least as good as another in both. */
final class Staircase {

  private final TreeMap<Long, Double> penaltyByBytes = new TreeMap<>();

  /** Adds a pair unless one that is there is at least as good; tells whether it was added. */
  boolean add(long bytes, double penalty) {
    Map.Entry<Long, Double> smaller = penaltyByBytes.floorEntry(bytes);
    if (smaller != null && smaller.getValue() <= penalty) {
      return false;
    }
    Map.Entry<Long, Double> larger = penaltyByBytes.ceilingEntry(bytes);
    while (larger != null && larger.getValue() >= penalty) {
      penaltyByBytes.remove(larger.getKey());
      larger = penaltyByBytes.ceilingEntry(bytes);
    }
    penaltyByBytes.put(bytes, penalty);
    return true;
  }
}
