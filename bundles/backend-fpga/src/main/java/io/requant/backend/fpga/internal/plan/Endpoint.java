package io.requant.backend.fpga.internal.plan;

/**
 * A stream, seen as pixels of some number of channels.
 *
 * @param stream its index
 * @param type how its elements are to be read: a change of shape alters that without a module
 */
record Endpoint(int stream, StreamType type) {}
