package io.requant.quantlstm.internal.compare;

import io.requant.quantlstm.internal.gate.TrainedGate;
import java.util.Optional;

/**
 * What the ways to choose widths go by.
 *
 * @param sensitivities divergence by layer and option, in nats
 * @param gate the gate, if there is one
 * @param evaluations whole networks that the oracle may look at per budget, 0 for no oracle
 * @param seed of everything random
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never compared
public record Ways(
    double[][] sensitivities, Optional<TrainedGate> gate, int evaluations, long seed) {}
