package io.requant.fleet.controller.internal.rest;

import io.requant.api.fleet.FleetController;
import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Optional;

/** What a controller can be asked to do from outside, by somebody whose name is recorded. */
public interface Operations extends FleetController {

  /** Tells a ring or a gateway to run a policy, at once. */
  PushReceipt push(Target target, Policy policy, PushOptions options, String who);

  /** Lets a gateway follow its ring again. */
  PushReceipt release(String gateway, String who);

  /** Tells every gateway of a ring that has not finished its change to leave it. */
  PushReceipt halt(String ring, String who);

  /** Asks every gateway of a ring to report within a minute. */
  void resync(String ring, String who);

  /** What is known of the gateways whose ids come after one, in order, {@code limit} at most. */
  List<GatewayStanding> standingsAfter(String gateway, int limit);

  /** Who did what. */
  AuditTable audit();

  /** Whose fleet it is. */
  String tenant();

  /** Place of the newest message. */
  Position last();

  /** Id of the key that signs. */
  String keyId();

  /** Whether this controller leads. */
  boolean leads();

  /** Address of the controller that leads, if it is another one and has said where it is. */
  Optional<String> leader();

  /** What is wrong; empty if nothing is. */
  Optional<String> problem();

  /** Messages sent so far. */
  long publishes();

  /** Reports taken so far. */
  long reportsTaken();

  /** Gateways whose certificate has ended or ends within 30 days. */
  long certificatesEndingSoon();

  /** Messages of gateways that were not taken. */
  long reportsRefused();
}
