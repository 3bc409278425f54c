package io.requant.fleet.controller.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.fleet.controller.internal.rest.CommandAnswer;
import io.requant.fleet.controller.internal.rest.CommandReceipt;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.protocol.Command;
import io.requant.fleet.protocol.Ids;
import io.requant.fleet.protocol.SignedCommand;
import io.requant.fleet.protocol.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Tells single gateways to do something once, and finds out what they answered. */
final class Commands {

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** As long as brokers keep the session of a gateway that is away. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final String tenant;
  private final SigningKey key;
  private final Post post;
  private final Registry registry;
  private final AuditTable audit;
  private final Answers answers;
  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  Commands(
      String tenant,
      SigningKey key,
      Post post,
      Registry registry,
      AuditTable audit,
      Answers answers,
      Clock clock) {
    this.tenant = tenant;
    this.key = key;
    this.post = post;
    this.registry = registry;
    this.audit = audit;
    this.answers = answers;
    this.clock = clock;
  }

  /**
   * Gives a command; who gave it is on the disk before it is published.
   *
   * @param valid how long the gateway may carry it out, a second to a day
   * @throws IllegalArgumentException if no gateway of this id was heard, or {@code valid} is not
   *     possible
   */
  CommandReceipt give(String gateway, Command.Kind kind, Duration valid, String who) {
    known(gateway);
    if (valid.compareTo(SHORTEST) < 0 || valid.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a command cannot be valid for " + valid.toSeconds() + " s; 1 s to a day is possible");
    }
    Instant now = clock.instant();
    // Gateways take growing numbers only, also from the controller that follows this one.
    long number = last.accumulateAndGet(now.toEpochMilli(), (a, b) -> Math.max(a + 1, b));
    Command command = new Command(tenant, gateway, "cmd-" + number, number, kind, now.plus(valid));
    ObjectNode detail = new ObjectMapper().createObjectNode();
    detail
        .put("id", command.id())
        .put("command", kind.name())
        .put("expires", command.expires().toString())
        .put("key", key.id().hex());
    audit.append(
        new AuditTable.Entry(now.toEpochMilli(), who, "command", gateway, detail.toString()));
    CompletableFuture<Void> published =
        post.command(gateway, SignedCommand.seal(command, List.of(key)), valid);
    return new CommandReceipt(command, published);
  }

  /**
   * What became of a command.
   *
   * @throws IllegalArgumentException if no gateway of this id was heard
   */
  CommandAnswer answer(String gateway, String id) {
    GatewayRow row = known(gateway);
    Optional<CommandAnswer.Said> found = answers.find(gateway, id);
    Optional<String> refusal =
        Optional.ofNullable(row.refusalCode())
            .filter(code -> found.isEmpty() && row.refused() >= issued(id))
            .map(code -> code + ": " + row.refusalMessage());
    return new CommandAnswer(gateway, id, found, refusal);
  }

  /** When a command was given, from its id; a time that never comes for ids of other kinds. */
  private static long issued(String id) {
    return id.matches("cmd-[0-9]{1,15}") ? Long.parseLong(id.substring(4)) : Long.MAX_VALUE;
  }

  private GatewayRow known(String gateway) {
    return registry
        .find(Ids.check("gateway", gateway))
        .map(Registry.Entry::row)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "gateway '"
                        + gateway
                        + "' was never heard: it has not reported to this controller"));
  }
}
