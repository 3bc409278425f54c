package io.requant.fleet.agent.internal.machine;

import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** Finds out whether a gateway takes a policy, and gets hold of it. */
final class Staging {

  private static final int MAX_ATTEMPTS = 3;

  private final AgentSettings settings;

  Staging(AgentSettings settings) {
    this.settings = settings;
  }

  /** Why a message is not this gateway's turn; empty if it is. */
  Optional<String> notMyTurn(Desired desired) {
    Slice slice = desired.slice();
    if (desired.action() == Desired.Action.ROLLBACK
        || desired.target() instanceof Target.Gateway
        || slice.contains(settings.gateway())) {
      return Optional.empty();
    }
    return Optional.of(
        "bucket "
            + Slice.bucket(slice.salt(), settings.gateway())
            + " of this gateway is not in slice "
            + slice.from()
            + ".."
            + slice.to());
  }

  /** Refuses a message that does not suit this gateway. */
  void check(Desired desired, PipelinePort pipeline, long appliedSeq) throws RefusedException {
    if (appliedSeq < desired.minSeqFrom()) {
      throw new RefusedException(
          RejectionCode.STEP_MISSING,
          "message builds on " + desired.minSeqFrom() + "; here " + appliedSeq + " is applied");
    }
    if (desired.requires().isPresent()) {
      Map<String, Object> properties = new HashMap<>(settings.properties());
      properties.put("network", pipeline.networkName());
      properties.put("network.digest", pipeline.network().hex());
      pipeline.golden().ifPresent(images -> properties.put("golden", images.hex()));
      try {
        if (!FrameworkUtil.createFilter(desired.requires().get()).matches(properties)) {
          throw new RefusedException(
              RejectionCode.WRONG_DEVICE,
              "message requires " + desired.requires().get() + "; this gateway is " + properties);
        }
      } catch (InvalidSyntaxException e) {
        throw new RefusedException(
            RejectionCode.MALFORMED, "requires is no OSGi filter: " + e.getMessage(), e);
      }
    }
  }

  /** What has to be fetched before the policy of a message is there; empty if nothing has. */
  Optional<Fetcher.Wanted> missing(SignedDesired signed, PipelinePort pipeline) {
    PolicyReference wanted = signed.desired().policy().orElseThrow();
    return wanted.urls().isEmpty() || find(wanted, pipeline).isPresent()
        ? Optional.empty()
        : Optional.of(new Fetcher.Wanted(wanted.content(), wanted.size(), wanted.urls()));
  }

  /**
   * The policy that a message names.
   *
   * @param fetched its binary form, if it had to be fetched
   */
  Policy policy(SignedDesired signed, PipelinePort pipeline, Optional<byte[]> fetched)
      throws RefusedException {
    PolicyReference wanted = signed.desired().policy().orElseThrow();
    Policy policy;
    if (wanted.inline()) {
      policy = decode(signed.attachment());
    } else if (fetched.isPresent()) {
      policy = decode(fetched.get());
    } else {
      policy =
          find(wanted, pipeline)
              .orElseThrow(
                  () ->
                      new RefusedException(
                          RejectionCode.POLICY_UNKNOWN,
                          "policy "
                              + wanted.name()
                              + " did not come with the model of this gateway"));
    }
    if (!policy.digest().equals(wanted.digest())) {
      throw new RefusedException(
          RejectionCode.POLICY_DIGEST_MISMATCH,
          "policy has digest " + policy.digest() + "; the message says " + wanted.digest());
    }
    if (!policy.network().equals(pipeline.network())
        || !wanted.network().equals(pipeline.network())) {
      throw new RefusedException(
          RejectionCode.WRONG_NETWORK,
          "policy is for network "
              + policy.network().brief()
              + "; this gateway runs "
              + pipeline.networkName()
              + " "
              + pipeline.network().brief());
    }
    return policy;
  }

  private static Policy decode(byte[] content) throws RefusedException {
    try {
      return PolicyCodec.decode(content);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(RejectionCode.MALFORMED, "policy: " + e.getMessage(), e);
    }
  }

  private static Optional<Policy> find(PolicyReference wanted, PipelinePort pipeline) {
    return pipeline.policies().stream()
        .filter(policy -> policy.digest().equals(wanted.digest()))
        .findFirst();
  }

  /** Refuses what the process did not survive, time and again. */
  void checkAttempts(Desired desired, PipelinePort pipeline, int attempts) throws RefusedException {
    if (attempts >= MAX_ATTEMPTS && !isDesired(desired, pipeline)) {
      throw new RefusedException(
          RejectionCode.PREPARE_FAILED,
          "the process ended " + attempts + " times while changing to it");
    }
  }

  /** Whether a message names what is wanted already. */
  private static boolean isDesired(Desired desired, PipelinePort pipeline) {
    return desired.policy().isPresent()
        && pipeline.desired().digest().equals(desired.policy().get().digest());
  }
}
