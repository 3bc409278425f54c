package io.requant.fleet.agent.internal.machine;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.GateFigures;
import io.requant.fleet.protocol.Reported.ActivationFigures;
import io.requant.fleet.protocol.Reported.GateResult;
import java.util.Optional;

/** Times of one change, from the arrival of its message on. */
final class Measurement {

  private final long receivedNanos;
  private final int messageBytes;
  private final long seq;
  private Optional<Long> firstFrameMicros = Optional.empty();
  private Optional<Activation> activation = Optional.empty();
  private Optional<GateResult> gates = Optional.empty();
  private long exchangeMicros;

  Measurement(long receivedNanos, int messageBytes, long seq) {
    this.receivedNanos = receivedNanos;
    this.messageBytes = messageBytes;
    this.seq = seq;
  }

  void firstFrame(long nanos) {
    firstFrameMicros = Optional.of(micros(nanos));
  }

  void exchanged(long nanos, Activation result) {
    exchangeMicros = micros(nanos);
    activation = Optional.of(result);
  }

  /** A change ended, well or not. */
  void judged(Activation result) {
    if (result.agreement().isPresent() || !result.figures().equals(GateFigures.NONE)) {
      gates = Optional.of(new GateResult(seq, result.agreement(), result.figures()));
    }
  }

  /** What the gates measured; empty if there was nothing to measure. */
  Optional<GateResult> gates() {
    return gates;
  }

  private long micros(long nanos) {
    return Math.max(0, (nanos - receivedNanos) / 1000);
  }

  /** The figures; empty before the exchange. */
  Optional<ActivationFigures> figures() {
    return activation.map(
        result ->
            new ActivationFigures(
                seq,
                messageBytes,
                exchangeMicros,
                firstFrameMicros,
                result.prepare().toNanos() / 1000,
                result.shadow().toNanos() / 1000,
                result.agreement()));
  }
}
