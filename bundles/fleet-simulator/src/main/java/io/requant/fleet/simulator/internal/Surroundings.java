package io.requant.fleet.simulator.internal;

import io.requant.fleet.protocol.TrustedKeys;
import java.net.InetSocketAddress;

/**
 * What all simulated gateways have in common.
 *
 * @param tenant whose fleet it is
 * @param ring the ring that all belong to
 * @param broker where they connect
 * @param net event loops of the connections
 * @param keys whom they believe
 * @param catalogue policies
 * @param faults what goes wrong
 * @param seed of everything random
 */
public record Surroundings(
    String tenant,
    String ring,
    InetSocketAddress broker,
    NetThreads net,
    TrustedKeys keys,
    Catalogue catalogue,
    Faults faults,
    long seed) {}
