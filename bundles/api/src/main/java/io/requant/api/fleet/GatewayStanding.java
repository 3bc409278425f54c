package io.requant.api.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a gateway is where it is.
 *
 * @param gateway its id
 * @param ring its ring, as it last said
 * @param standing what is known
 * @param code why it failed; empty if it did not
 * @param since from when on that holds, by the controller's clock
 * @param why one or two sentences for people
 * @param wanted place of the message that counts for it, "epoch.seq"; empty if there is none
 * @param rollout the change that the message belongs to; empty if there is no message
 * @param report what it last said
 */
public record GatewayStanding(
    String gateway,
    String ring,
    Standing standing,
    Optional<String> code,
    Instant since,
    String why,
    String wanted,
    String rollout,
    GatewayReport report) {}
