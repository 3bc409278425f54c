package io.requant.api.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a gateway last said of itself.
 *
 * @param gateway its id
 * @param receivedAt when the controller received it
 * @param online what its presence says; true until it is known to be away
 * @param bootId identifies the process of the agent
 * @param reportSeq number of the report, increasing while the process lives
 * @param epoch epoch of the newest message that it accepted; 0 if none
 * @param seq sequence number of the newest message that it accepted; 0 if none
 * @param phase how far it has come with that message
 * @param code why it refused or went back; empty if it did not
 * @param message one sentence for people
 * @param activePolicy name of the policy that computes frames; empty if no engine runs
 * @param activeDigest digest of that policy, in hexadecimal digits; empty if no engine runs
 * @param activation time from the arrival of the newest message to the first frame under it, or to
 *     the exchange where no camera gives frames; empty before
 * @param shadow time of shadowing; empty before
 * @param agreement share of shadow frames with the same class; empty if nothing was shadowed
 * @param framesPerSecond results in the last second
 * @param p99Micros 99th percentile of its inference time, in microseconds
 * @param framesLost frames that are in no account; 0 unless its pipeline is wrong
 */
public record GatewayReport(
    String gateway,
    Instant receivedAt,
    boolean online,
    String bootId,
    long reportSeq,
    long epoch,
    long seq,
    GatewayPhase phase,
    Optional<String> code,
    String message,
    String activePolicy,
    String activeDigest,
    Optional<Duration> activation,
    Optional<Duration> shadow,
    Optional<Double> agreement,
    double framesPerSecond,
    long p99Micros,
    long framesLost) {}
