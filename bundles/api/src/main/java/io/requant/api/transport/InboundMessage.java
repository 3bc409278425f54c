package io.requant.api.transport;

/**
 * A message that arrived.
 *
 * @param topic its topic
 * @param payload content; not copied, do not change it
 * @param retained whether it was kept by the broker from before the subscription
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record InboundMessage(String topic, byte[] payload, boolean retained) {}
