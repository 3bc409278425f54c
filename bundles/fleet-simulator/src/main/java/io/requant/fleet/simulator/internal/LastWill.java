package io.requant.fleet.simulator.internal;

/**
 * A last will.
 *
 * @param topic where the broker publishes it
 * @param payload what it publishes
 * @param delaySeconds how long the client must be gone
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record LastWill(String topic, byte[] payload, long delaySeconds) {}
