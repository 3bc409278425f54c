package io.requant.fleet.controller.internal.rest;

import io.requant.api.fleet.FleetController;
import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.protocol.Command;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a controller can be asked to do from outside, by somebody whose name is recorded. */
public interface Operations extends FleetController {

  /** Who orders where nobody is named: this process itself. */
  String PROCESS = "process";

  @Override
  default PushReceipt push(String ring, Policy policy, PushOptions options) {
    return push(new Target.Ring(ring), policy, options, PROCESS);
  }

  @Override
  default PushReceipt pushToGateway(String gateway, Policy policy, PushOptions options) {
    return push(new Target.Gateway(gateway), policy, options, PROCESS);
  }

  @Override
  default PushReceipt release(String gateway) {
    return release(gateway, PROCESS);
  }

  @Override
  default PushReceipt halt(String ring) {
    return halt(ring, PROCESS);
  }

  /** Tells a ring or a gateway to run a policy, at once. */
  PushReceipt push(Target target, Policy policy, PushOptions options, String who);

  /** Lets a gateway follow its ring again. */
  PushReceipt release(String gateway, String who);

  /** Tells every gateway of a ring that has not finished its change to leave it. */
  PushReceipt halt(String ring, String who);

  /** Asks every gateway of a ring to report within a minute. */
  void resync(String ring, String who);

  /**
   * Tells a gateway to do something once.
   *
   * @param valid how long it may
   * @throws IllegalArgumentException if the gateway was never heard, or {@code valid} is not from a
   *     second to a day
   */
  CommandReceipt command(String gateway, Command.Kind kind, Duration valid, String who);

  /**
   * What became of a command.
   *
   * @throws IllegalArgumentException if the gateway was never heard
   */
  CommandAnswer answer(String gateway, String command);

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

  /** What was counted. */
  Figures figures();
}
