package io.requant.pipeline.internal.swap;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.swap.SwapAttempt.Result;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Brings a policy about on the best backend that can run it: tries one after the other and
 * remembers what speaks against each. Used by the swap thread alone.
 */
final class Activator {

  private final Network network;
  private final BackendRegistry registry;
  private final EngineSwitch engines;
  private final PolicyMemory memory;
  private final Attempts attempts;
  private final LongSupplier clock;

  /** Runs one attempt. */
  interface Attempts {
    Result run(BackendEntry entry, Policy policy, ShadowGates gates) throws InterruptedException;
  }

  Activator(
      Network network,
      BackendRegistry registry,
      EngineSwitch engines,
      PolicyMemory memory,
      Attempts attempts,
      LongSupplier clock) {
    this.network = network;
    this.registry = registry;
    this.engines = engines;
    this.memory = memory;
    this.attempts = attempts;
    this.clock = clock;
  }

  /** A policy that was asked for; on success it is the desired one. */
  Activation activate(
      SwapRequest request, Policy policy, ShadowGates gates, AdaptationBounds bounds)
      throws InterruptedException {
    if (!policy.network().equals(network.digest())) {
      return mismatch(request, policy);
    }
    Activation answer = tryBackends(request, policy, gates, false);
    return answer.succeeded() && !memory.desire(policy, bounds)
        ? withMessage(answer, answer.message() + ", but could not be stored")
        : answer;
  }

  private Activation mismatch(SwapRequest request, Policy policy) {
    return request.failed(
        Outcome.MISMATCH,
        "policy '%s' was made for network %s; this gateway runs %s"
            .formatted(policy.name(), policy.network().brief(), network));
  }

  /** A policy to run for now; on failure what ran for now before is what shall. */
  Activation adapt(SwapRequest request, Policy policy, ShadowGates gates)
      throws InterruptedException {
    if (!policy.network().equals(network.digest())) {
      return mismatch(request, policy);
    }
    if (!memory.allows(policy)) {
      return request.failed(
          Outcome.NOT_ALLOWED,
          "policy '%s' is not within the bounds of the desired one (%s); %s"
              .formatted(policy.name(), memory.bounds(), remains()));
    }
    Optional<Policy> before = memory.adapted();
    memory.adapt(Optional.of(policy));
    memory.forNow(true);
    try {
      Activation answer = tryBackends(request, policy, gates, false);
      if (!answer.succeeded()) {
        memory.adapt(before);
      }
      return answer;
    } finally {
      memory.forNow(false);
    }
  }

  private static Activation withMessage(Activation a, String message) {
    return new Activation(
        a.outcome(), message, a.prepare(), a.shadow(), a.total(), a.agreement(), a.figures());
  }

  /** A backend that was asked for; on failure the preference is as before. */
  Activation prefer(SwapRequest request, String id) throws InterruptedException {
    String before = registry.preferred();
    if (!id.isEmpty() && registry.ranked().stream().noneMatch(entry -> entry.id().equals(id))) {
      return request.failed(
          Outcome.UNSUPPORTED,
          "there is no backend '%s'; there are %s"
              .formatted(id, registry.ranked().stream().map(BackendEntry::id).toList()));
    }
    registry.prefer(id);
    Activation answer = settle(request);
    if (!answer.succeeded() && !id.isEmpty() && answer.outcome() != Outcome.SUPERSEDED) {
      registry.prefer(before);
      return answer;
    }
    return memory.prefer(registry.configured(), id)
        ? answer
        : withMessage(answer, answer.message() + ", but could not be stored");
  }

  /**
   * Brings the wanted state about as far as the backends can: the desired policy on the best
   * backend, or, while nothing else runs, a policy that stands in for it.
   */
  Activation settle(SwapRequest request) throws InterruptedException {
    Activation first = null;
    for (Policy policy : memory.wanted()) {
      Activation tried = tryBackends(request, policy, ShadowGates.SAME_POLICY, true);
      if (tried.succeeded() || tried.outcome() == Outcome.SUPERSEDED) {
        return tried;
      }
      first = first == null ? tried : first;
      if (engines.current().isPresent()) {
        return first;
      }
    }
    return first;
  }

  /**
   * Tries backend after backend, best first, down to the one that runs the policy already.
   *
   * @param backendToBlame whether a gate that failed speaks against the backend, not the policy
   * @return the first success, or the first failure
   */
  private Activation tryBackends(
      SwapRequest request, Policy policy, ShadowGates gates, boolean backendToBlame)
      throws InterruptedException {
    Activation first = null;
    for (BackendEntry entry : registry.ranked()) {
      Optional<Activation> tried = tryBackend(request, entry, policy, gates, backendToBlame);
      if (tried.isEmpty()) {
        continue;
      }
      Outcome outcome = tried.get().outcome();
      if (outcome == Outcome.ACTIVE || outcome == Outcome.SUPERSEDED) {
        return tried.get();
      }
      first = first == null ? tried.get() : first;
      boolean gate =
          switch (outcome) {
            case GATE_FAILED, MEMORY_EXCEEDED, GOLDEN_FAILED -> true;
            default -> false;
          };
      if (outcome == Outcome.UNCHANGED || (gate && !backendToBlame)) {
        return first;
      }
    }
    return first != null
        ? first
        : request.failed(
            Outcome.UNSUPPORTED,
            "no backend is there to run policy '%s'; %s".formatted(policy.name(), remains()));
  }

  /** One backend's answer; empty if it went away meanwhile. */
  private Optional<Activation> tryBackend(
      SwapRequest request,
      BackendEntry entry,
      Policy policy,
      ShadowGates gates,
      boolean backendToBlame)
      throws InterruptedException {
    String what = "policy '" + policy.name() + "' on backend '" + entry.id() + "' ";
    if (engines.current().filter(slot -> slot.runs(policy, entry)).isPresent()) {
      return Optional.of(request.failed(Outcome.UNCHANGED, what + "is active already"));
    }
    Optional<BackendEntry.SetAside> aside = entry.asideFor(policy, clock.getAsLong());
    if (aside.isPresent()) {
      boolean forGood = aside.get().untilNanos() == Long.MAX_VALUE;
      return Optional.of(
          request.failed(
              forGood ? Outcome.UNSUPPORTED : Outcome.PREPARE_FAILED,
              what + "is set aside: it " + aside.get().reason() + "; " + remains()));
    }
    Optional<EngineSlot> warm =
        engines
            .previous()
            // It has computed well, but whether it knows these images nobody has seen.
            .filter(slot -> gates.golden().isEmpty() && slot.runs(policy, entry));
    // What is for now only goes to and fro: the engine before computed well a moment ago.
    if (warm.isPresent() && engines.reinstate(warm.get(), memory.forNow())) {
      return Optional.of(request.failed(Outcome.ACTIVE, what + "was still warm and is back"));
    }
    memory.attempting(policy);
    Result result = attempts.run(entry, policy, gates);
    remember(entry, policy, result, backendToBlame);
    if (result.ending() == SwapAttempt.Ending.GONE) {
      return Optional.empty();
    }
    Outcome outcome = outcome(result.ending());
    String message = what + result.message();
    return Optional.of(
        request.of(
            outcome, outcome == Outcome.ACTIVE ? message : message + "; " + remains(), result));
  }

  private void remember(BackendEntry entry, Policy policy, Result result, boolean backendToBlame) {
    switch (result.ending()) {
      case EXCHANGED -> {
        return;
      }
      case UNSUPPORTED, MISMATCH -> entry.refuse(policy, result.message());
      case FAILED -> entry.setAside(policy, result.message(), clock.getAsLong());
      case GATE_FAILED, MEMORY_EXCEEDED, GOLDEN_FAILED -> {
        if (backendToBlame) {
          entry.setAside(policy, result.message(), clock.getAsLong());
        }
      }
      case CANCELLED, GONE -> {}
    }
    // The marker stays while an engine under the same policy still has to prove itself.
    if (engines.current().filter(slot -> slot.policy().equals(policy)).isEmpty()) {
      memory.survived(policy);
    }
  }

  private static Outcome outcome(SwapAttempt.Ending ending) {
    return switch (ending) {
      case EXCHANGED -> Outcome.ACTIVE;
      case UNSUPPORTED, GONE -> Outcome.UNSUPPORTED;
      case MISMATCH -> Outcome.MISMATCH;
      case FAILED -> Outcome.PREPARE_FAILED;
      case GATE_FAILED -> Outcome.GATE_FAILED;
      case MEMORY_EXCEEDED -> Outcome.MEMORY_EXCEEDED;
      case GOLDEN_FAILED -> Outcome.GOLDEN_FAILED;
      case CANCELLED -> Outcome.SUPERSEDED;
    };
  }

  private String remains() {
    return engines
        .current()
        .map(slot -> slot + " remains active")
        .orElse("no engine is active and frames wait");
  }
}
