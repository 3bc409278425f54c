package io.requant.fleet.controller.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.controller.internal.store.OrderTable.Baseline;
import io.requant.fleet.controller.internal.store.OrderTable.Kept;
import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Orders that are carried out at once, without a rollout. */
final class Pushes {

  private final Desk desk;
  private final Rollouts rollouts;
  private final Clock clock;

  Pushes(Desk desk, Rollouts rollouts, Clock clock) {
    this.desk = desk;
    this.rollouts = rollouts;
    this.clock = clock;
  }

  /** Has a ring, or one gateway whatever its ring runs, run a policy. */
  PushReceipt push(Target target, Policy policy, PushOptions options, String who) {
    if (target instanceof Target.Gateway) {
      return issue(target, Action.APPLY, Optional.of(policy), options, Optional.empty(), who);
    }
    Baseline baseline = new Baseline(target.id(), policy.digest().hex());
    return rollouts.whileNoneIsActive(
        target.id(),
        () ->
            issue(target, Action.APPLY, Optional.of(policy), options, Optional.of(baseline), who));
  }

  /** Lets a gateway follow its ring again. */
  PushReceipt release(String gateway, String who) {
    return issue(
        new Target.Gateway(gateway),
        Action.RELEASE,
        Optional.empty(),
        plain(),
        Optional.empty(),
        who);
  }

  /** Has a ring leave what it has not finished. */
  PushReceipt halt(String ring, String who) {
    Target target = new Target.Ring(ring);
    return rollouts.whileNoneIsActive(
        ring, () -> issue(target, Action.HALT, Optional.empty(), plain(), Optional.empty(), who));
  }

  private static PushOptions plain() {
    return PushOptions.with(new ShadowGates(0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }

  private PushReceipt issue(
      Target target,
      Action action,
      Optional<Policy> policy,
      PushOptions options,
      Optional<Baseline> baseline,
      String who) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("action", action.name()).put("key", desk.keyId());
    policy.ifPresent(p -> json.put("policy", p.name()).put("digest", p.digest().hex()));
    return desk.issue(
        new Desk.Draft(target, Optional.empty(), action, policy, Slice.ALL, options),
        new Desk.With(
            Optional.empty(),
            policy.map(p -> new Kept(p, options.urls())).stream().toList(),
            baseline,
            new AuditTable.Entry(
                clock.millis(),
                who,
                target instanceof Target.Ring ? "desired.ring" : "desired.gateway",
                target.id(),
                json.toString())));
  }
}
