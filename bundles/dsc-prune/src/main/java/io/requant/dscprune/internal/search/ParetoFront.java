package io.requant.dscprune.internal.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Candidates that nothing beats: more accurate ones cost more, cheaper ones lose more. */
public final class ParetoFront {

  private ParetoFront() {}

  /**
   * Picks them.
   *
   * @return by rising multiply-adds; of those on a device by rising clocks per frame, if all have
   *     an estimate
   */
  public static List<Candidate> of(List<Candidate> candidates) {
    boolean clocks = candidates.stream().allMatch(c -> c.hardware().isPresent());
    List<Candidate> sorted =
        candidates.stream()
            .sorted(
                Comparator.comparingDouble((Candidate c) -> cost(c, clocks))
                    .thenComparing(Comparator.comparingDouble(Candidate::accuracy).reversed()))
            .toList();
    List<Candidate> front = new ArrayList<>();
    for (Candidate candidate : sorted) {
      if (front.isEmpty() || candidate.accuracy() > front.get(front.size() - 1).accuracy()) {
        front.add(candidate);
      }
    }
    return front;
  }

  private static double cost(Candidate candidate, boolean clocks) {
    return clocks ? candidate.hardware().orElseThrow().cyclesPerFrame() : candidate.size().macs();
  }
}
