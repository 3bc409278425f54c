package io.requant.api.fleet;

import io.requant.model.network.Digest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way to gateways.
 *
 * @param epoch the controller's epoch
 * @param seq the message's sequence number
 * @param policyDigest the policy that it names, if it names one
 * @param messageBytes bytes of the signed message
 * @param topic topic that it was published on
 * @param published completes when the broker has acknowledged it; exceptionally if it never will
 */
public record PushReceipt(
    long epoch,
    long seq,
    Optional<Digest> policyDigest,
    int messageBytes,
    String topic,
    CompletableFuture<Void> published) {}
