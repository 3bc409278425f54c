package io.requant.pipeline.internal.swap;

import io.requant.api.pipeline.GateFigures;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.dataset.GoldenImages;
import io.requant.pipeline.internal.swap.SwapAttempt.Ending;
import java.util.Optional;

/**
 * What one new engine has to show beside a comparison on live frames: that both engines fit into
 * the memory that they may take, and that it knows the golden images. Keeps what it measured.
 */
final class GateExam {

  /** What examinations need of the gateway. */
  record Evidence(Optional<GoldenImages> golden, ResidentMemory memory) {
    /** For engines that no gates are put to. */
    static final Evidence NONE = new Evidence(Optional.empty(), Optional::empty);
  }

  /** Why an engine does not pass: half a sentence about it. */
  record Objection(Ending ending, String message) {}

  private final ShadowGates gates;
  private final Evidence evidence;
  private Optional<Long> engineBytes = Optional.empty();
  private Optional<Long> processBytes = Optional.empty();
  private Optional<GateFigures.Golden> golden = Optional.empty();

  GateExam(ShadowGates gates, Evidence evidence) {
    this.gates = gates;
    this.evidence = evidence;
  }

  /** What can be said before an engine is made. */
  Optional<Objection> before() {
    if (gates.golden().isPresent()
        && evidence
            .golden()
            .filter(images -> images.digest().equals(gates.golden().get().images()))
            .isEmpty()) {
      String wanted = "is to be shown golden images " + gates.golden().get().images().brief();
      return golden(
          wanted
              + ", but the model has "
              + evidence.golden().map(GoldenImages::toString).orElse("none"));
    }
    if (gates.memory().limitsProcess() && evidence.memory().bytes().isEmpty()) {
      return memory("may take only so much memory, but this system does not tell how much it is");
    }
    return Optional.empty();
  }

  /** The images that the engine is to be shown; empty if it need not be. */
  Optional<GoldenImages> images() {
    return gates.golden().isPresent() ? evidence.golden() : Optional.empty();
  }

  /** The engine named the classes of so many of {@link #images()}. */
  Optional<Objection> shown(int right) {
    int all = images().orElseThrow().count();
    golden = Optional.of(new GateFigures.Golden(all, right));
    double least = gates.golden().orElseThrow().minRight();
    return right >= least * all
        ? Optional.empty()
        : golden(
            "knew %d of %d golden images; %.4f of them are required".formatted(right, all, least));
  }

  /** Looks at the memory while both engines are there, whose own account is given. */
  Optional<Objection> weigh(long bytes) {
    engineBytes = Optional.of(bytes);
    processBytes = evidence.memory().bytes().map(now -> Math.max(now, processBytes.orElse(0L)));
    if (bytes > gates.memory().engineBytes()) {
      return memory(
          "and the one before hold %d bytes; %d are allowed"
              .formatted(bytes, gates.memory().engineBytes()));
    }
    return processBytes
        .filter(now -> now > gates.memory().processBytes())
        .flatMap(
            now ->
                memory(
                    "made the process hold %d bytes; %d are allowed"
                        .formatted(now, gates.memory().processBytes())));
  }

  private static Optional<Objection> memory(String message) {
    return Optional.of(new Objection(Ending.MEMORY_EXCEEDED, message));
  }

  private static Optional<Objection> golden(String message) {
    return Optional.of(new Objection(Ending.GOLDEN_FAILED, message));
  }

  /** What was measured so far. */
  GateFigures figures() {
    return new GateFigures(engineBytes, processBytes, golden);
  }
}
