package io.requant.bench.internal.peer;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.requant.bench.internal.engine.Candidate;
import io.requant.bench.internal.engine.NotPossibleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** ONNX Runtime in this process, and the sessions of one thread that it is asked for. */
public final class OrtRuntime {

  private OrtEnvironment environment;

  /**
   * The environment, loaded when it is asked for first.
   *
   * @throws NotPossibleException if there is no library for this system
   */
  synchronized OrtEnvironment environment() throws NotPossibleException {
    if (environment == null) {
      try {
        environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      } catch (LinkageError | IllegalStateException e) {
        throw new NotPossibleException(
            "ONNX Runtime has no library for %s on %s: %s"
                .formatted(
                    System.getProperty("os.name"), System.getProperty("os.arch"), e.getMessage()),
            e);
      }
    }
    return environment;
  }

  /**
   * The integer peer of a runtime that is held to AVX2; the library is loaded now, while the system
   * property that names it is set. Called by {@link HeldPeer} across class loaders.
   */
  public Candidate held() throws NotPossibleException {
    Objects.requireNonNull(environment());
    return new OrtCandidate(this, true, HeldPeer.ID);
  }

  /** Version of the library. */
  public String version() throws NotPossibleException {
    return environment().getVersion();
  }

  /** A session as it is measured: everything optimized, one thread, tensors from an arena. */
  OrtSession session(byte[] model) throws NotPossibleException {
    return session(model, Optional.empty());
  }

  private OrtSession session(byte[] model, Optional<Path> optimized) throws NotPossibleException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setSymbolicDimensionValue("N", 1);
      if (optimized.isPresent()) {
        options.setOptimizedModelFilePath(optimized.get().toString());
      }
      return environment().createSession(model, options);
    } catch (OrtException e) {
      throw new NotPossibleException("ONNX Runtime refuses the model: " + e.getMessage(), e);
    }
  }

  /** Operators of the graph that the optimizer leaves, by name with their number. */
  Map<String, Integer> operators(byte[] model) throws NotPossibleException {
    try {
      Path file = Files.createTempFile("requant-bench", ".onnx");
      try {
        session(model, Optional.of(file)).close();
        return OperatorCount.of(Files.readAllBytes(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException | OrtException e) {
      throw new NotPossibleException("the optimized graph cannot be read: " + e.getMessage(), e);
    }
  }
}
