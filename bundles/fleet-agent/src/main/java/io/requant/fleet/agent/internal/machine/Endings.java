package io.requant.fleet.agent.internal.machine;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.Activation;
import io.requant.fleet.agent.internal.machine.AgentState.Progress;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.model.policy.Policy;
import java.util.Optional;

/** How far a message has come when a change of the pipeline has ended. */
final class Endings {

  private Endings() {}

  /** It is active. */
  static Progress active(Progress progress, PolicyReference policy, String message, Policy before) {
    boolean same = before.digest().equals(policy.digest());
    return progress
        .phase(GatewayPhase.ACTIVE, message)
        .attempted(0)
        .applied(
            new ActivePolicy(policy.name(), policy.digest().hex(), progress.observed().seq()),
            same ? progress.previous() : Optional.of(describe(progress, before)));
  }

  /** The gateway went back, or tried to. */
  static Progress back(Progress progress, Activation result, Policy before) {
    if (!result.succeeded()) {
      return progress.failed(
          GatewayPhase.ACTIVE,
          RejectionCode.SOAK_FAILED,
          progress.message() + ", which failed: " + result.message());
    }
    return progress
        .failed(GatewayPhase.ROLLED_BACK, RejectionCode.SOAK_FAILED, progress.message())
        .applied(progress.previous().orElse(describe(progress, before)), progress.applied());
  }

  /** It is to be tried once more, which does not count as an attempt. */
  static Progress again(Progress progress, String why) {
    return progress.attempted(Math.max(0, progress.attempts() - 1)).phase(GatewayPhase.SEEN, why);
  }

  private static ActivePolicy describe(Progress progress, Policy policy) {
    return Reporter.describe(new PipelinePort.Active(policy.name(), policy.digest()), progress);
  }

  /** Why a message is rejected whose policy did not become active. */
  static RejectionCode code(Activation.Outcome outcome) {
    return switch (outcome) {
      case MISMATCH -> RejectionCode.WRONG_NETWORK;
      case UNSUPPORTED -> RejectionCode.NO_BACKEND;
      case GATE_FAILED -> RejectionCode.GATE_FAILED;
      case MEMORY_EXCEEDED -> RejectionCode.MEMORY_EXCEEDED;
      case GOLDEN_FAILED -> RejectionCode.GOLDEN_FAILED;
      case SUPERSEDED -> RejectionCode.SUPERSEDED;
      case PREPARE_FAILED, NOT_ALLOWED, ACTIVE, UNCHANGED -> RejectionCode.PREPARE_FAILED;
    };
  }
}
