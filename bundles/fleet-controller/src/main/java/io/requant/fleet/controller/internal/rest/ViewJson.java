package io.requant.fleet.controller.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.fleet.RolloutView;
import io.requant.fleet.controller.internal.rollout.OptionsJson;
import io.requant.fleet.protocol.Command;
import java.time.Duration;
import java.util.TreeMap;

/** What others see, in JSON. */
final class ViewJson {

  private ViewJson() {}

  static ObjectNode of(FleetCounts counts) {
    ObjectNode json = Reply.object();
    json.put("gateways", counts.gateways())
        .put("asked", counts.asked())
        .put("converged", counts.converged())
        .put("pending", counts.pending())
        .put("failed", counts.failed())
        .put("unknown", counts.unknown())
        .put("outside", counts.outside())
        .put("exempt", counts.exempt());
    ObjectNode failures = json.putObject("failures");
    new TreeMap<>(counts.failures()).forEach(failures::put);
    return json;
  }

  static ObjectNode of(RolloutView rollout) {
    ObjectNode json = Reply.object();
    json.put("id", rollout.id())
        .put("ring", rollout.ring())
        .put("policy", rollout.policy())
        .put("digest", rollout.digest());
    rollout.fallback().ifPresent(name -> json.put("fallback", name));
    json.put("state", rollout.state().name())
        .put("ended", rollout.state().ended())
        .put("wave", rollout.wave())
        .put("reason", rollout.reason())
        .put("publishes", rollout.publishes())
        .put("created", rollout.created().toString())
        .put("createdBy", rollout.createdBy())
        .put("changed", rollout.changed().toString());
    OptionsJson.write(json.putObject("plan"), rollout.plan());
    json.set("counts", of(rollout.counts()));
    return json;
  }

  static ObjectNode of(GatewayStanding standing) {
    GatewayReport r = standing.report();
    ObjectNode json = Reply.object();
    json.put("gateway", standing.gateway())
        .put("ring", standing.ring())
        .put("standing", standing.standing().name());
    standing.code().ifPresent(code -> json.put("code", code));
    json.put("since", standing.since().toString())
        .put("why", standing.why())
        .put("wanted", standing.wanted())
        .put("rollout", standing.rollout())
        .put("receivedAt", r.receivedAt().toString())
        .put("online", r.online())
        .put("phase", r.phase().name())
        .put("epoch", r.epoch())
        .put("seq", r.seq())
        .put("message", r.message())
        .put("policy", r.activePolicy())
        .put("digest", r.activeDigest())
        .put("framesPerSecond", r.framesPerSecond())
        .put("p99Micros", r.p99Micros())
        .put("framesLost", r.framesLost());
    r.activation().ifPresent(d -> json.put("activationMillis", millis(d)));
    r.shadow().ifPresent(d -> json.put("shadowMillis", millis(d)));
    r.agreement().ifPresent(share -> json.put("agreement", share));
    return json;
  }

  static ObjectNode of(PushReceipt receipt) {
    ObjectNode json = Reply.object();
    json.put("epoch", receipt.epoch())
        .put("seq", receipt.seq())
        .put("messageBytes", receipt.messageBytes())
        .put("topic", receipt.topic());
    receipt.policyDigest().ifPresent(digest -> json.put("digest", digest.hex()));
    json.put("published", receipt.published().isDone());
    return json;
  }

  static ObjectNode of(CommandReceipt receipt) {
    Command command = receipt.command();
    return Reply.object()
        .put("gateway", command.gateway())
        .put("id", command.id())
        .put("number", command.number())
        .put("command", command.kind().name())
        .put("expires", command.expires().toString())
        .put("published", receipt.published().isDone());
  }

  static ObjectNode of(CommandAnswer answer) {
    ObjectNode json = Reply.object();
    json.put("gateway", answer.gateway())
        .put("id", answer.id())
        .put("answered", answer.said().isPresent());
    answer.said().ifPresent(said -> json.put("message", said.message()).put("at", said.at()));
    answer.refusal().ifPresent(refusal -> json.put("refusal", refusal));
    return json;
  }

  static ArrayNode list() {
    return Reply.object().putArray("list");
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
