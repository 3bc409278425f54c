package io.requant.fleet.controller.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.fleet.PushOptions;
import io.requant.fleet.controller.internal.rollout.Wanted;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Envelope;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.RefusedException;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Writes messages anew before they expire: a gateway that joins later, or was away, would refuse
 * the old one. Everything but place and times stays as it was; one message a call at most.
 */
final class Renewal {

  /** Share of its life after which a message is written anew. */
  private static final double DUE = 0.8;

  /** What is valid for less is meant to end. */
  private static final Duration SHORTEST = Duration.ofDays(1);

  private static final String AUTOMATIC = "controller";

  private final Desk desk;
  private final Clock clock;

  Renewal(Desk desk, Clock clock) {
    this.desk = desk;
    this.clock = clock;
  }

  /** Renews the first message that is due. */
  void run() {
    Instant now = clock.instant();
    desk.each().stream().filter(wanted -> due(wanted, now)).findFirst().ifPresent(this::renew);
  }

  private static boolean due(Wanted wanted, Instant now) {
    Desired desired = wanted.desired();
    Duration life = Duration.between(desired.notBefore(), desired.expires());
    Duration age = Duration.between(desired.notBefore(), now);
    boolean meantToLast = life.compareTo(SHORTEST) >= 0;
    return wanted.names() && meantToLast && age.toMillis() > DUE * life.toMillis();
  }

  private void renew(Wanted wanted) {
    Desired desired = wanted.desired();
    var unused =
        desk.issue(
            new Desk.Draft(
                desired.target(),
                Optional.of(desired.rolloutId()),
                desired.action(),
                Optional.of(policy(wanted)),
                desired.slice(),
                new PushOptions(
                    desired.gates().shadow(),
                    Duration.between(desired.notBefore(), desired.expires()),
                    desired.jitter(),
                    desired.gates().soak(),
                    desired.requires(),
                    desired.adapt(),
                    desired.policy().map(PolicyReference::urls).orElse(List.of()))),
            new Desk.With(
                Optional.empty(),
                List.of(),
                Optional.empty(),
                new AuditTable.Entry(
                    clock.millis(),
                    AUTOMATIC,
                    "renewed",
                    desired.target().id(),
                    new ObjectMapper()
                        .createObjectNode()
                        .put("instead", desired.position().toString())
                        .put("expired", desired.expires().toString())
                        .toString())));
  }

  /** The policy as it was delivered: in the message, or by address, and then it is stored. */
  private Policy policy(Wanted wanted) {
    PolicyReference named = wanted.desired().policy().orElseThrow();
    try {
      return named.inline()
          ? PolicyCodec.decode(Envelope.decode(wanted.message(), Integer.MAX_VALUE).attachment())
          : desk.policy(named.digest().hex()).orElseThrow();
    } catch (RefusedException | NoSuchElementException e) {
      throw new IllegalStateException(
          "message " + wanted.desired().position() + " cannot be renewed: " + e.getMessage(), e);
    }
  }
}
