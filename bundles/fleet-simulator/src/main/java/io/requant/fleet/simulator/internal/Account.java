package io.requant.fleet.simulator.internal;

import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.simulator.internal.Belief.Kind;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of every gateway: what the controller believes, set against what is so. Pure.
 *
 * @param gateways how many there are
 * @param converged how many run what is wanted, and the controller knows
 * @param explained how many do not, with a reason that the controller or their last report gives
 * @param unaccounted how many are neither
 * @param reasons how often each reason was given
 * @param violations what must not be
 */
public record Account(
    int gateways,
    int converged,
    int explained,
    int unaccounted,
    Map<String, Integer> reasons,
    List<Violation> violations) {

  /**
   * What is so.
   *
   * @param gateway its id
   * @param active digest of what computes; empty if it is off
   * @param connected whether it is connected
   * @param said its last report, as heard on the wire
   */
  public record Truth(
      String gateway, Optional<String> active, boolean connected, Optional<Reported> said) {}

  /**
   * Draws up an account.
   *
   * @param truths every gateway
   * @param beliefs what the controller believes of those that it has heard
   * @param wanted digest of what all shall run
   */
  public static Account of(List<Truth> truths, List<Belief> beliefs, String wanted) {
    Map<String, Belief> believed =
        beliefs.stream().collect(Collectors.toMap(Belief::gateway, Function.identity()));
    Map<String, Integer> reasons = new HashMap<>();
    List<Violation> violations = new ArrayList<>();
    int converged = 0;
    int explained = 0;
    for (Truth truth : truths) {
      Belief belief =
          believed.getOrDefault(truth.gateway(), new Belief(truth.gateway(), Kind.UNKNOWN, ""));
      if (belief.kind() == Kind.CONVERGED) {
        converged++;
        if (truth.connected() && !truth.active().equals(Optional.of(wanted))) {
          violations.add(
              new Violation(
                  truth.gateway(),
                  Invariant.TRUE_BELIEF,
                  "the controller says it has converged; it runs " + truth.active()));
        }
        continue;
      }
      Optional<String> reason = reason(belief, truth);
      if (reason.isPresent()) {
        explained++;
        reasons.merge(reason.get(), 1, Integer::sum);
      } else {
        violations.add(
            new Violation(
                truth.gateway(),
                Invariant.ACCOUNTED,
                "the controller says "
                    + belief.kind()
                    + " ("
                    + belief.reason()
                    + "); it is "
                    + (truth.connected() ? "connected" : "away")));
      }
    }
    return new Account(
        truths.size(),
        converged,
        explained,
        truths.size() - converged - explained,
        new TreeMap<>(reasons),
        violations);
  }

  private static Optional<String> reason(Belief belief, Truth truth) {
    if (belief.kind() == Kind.FAILED) {
      return Optional.of(belief.reason());
    }
    if (!truth.connected()) {
      // A broker that is killed forgets the wills that it was about to publish: then the controller
      // learns only from the silence, hours later, and until then says what it heard last.
      return Optional.of(belief.kind() == Kind.UNKNOWN ? "AWAY" : "AWAY, WILL LOST");
    }
    // It is there but has not accepted the message: then it must have said why.
    // A repetition that it refused says nothing about that.
    return truth
        .said()
        .flatMap(Reported::refusal)
        .filter(refusal -> refusal.code() != RejectionCode.REPLAYED)
        .map(refusal -> "REFUSED " + refusal.code());
  }

  /** Everybody who can be reached and still runs what must not run any more. */
  public static List<Violation> leftBehind(List<Truth> truths, String banned) {
    return truths.stream()
        .filter(truth -> truth.connected() && truth.active().equals(Optional.of(banned)))
        .map(
            truth ->
                new Violation(truth.gateway(), Invariant.ROLLED_BACK, "it still runs " + banned))
        .toList();
  }
}
