package io.requant.api.pipeline;

/**
 * How much memory a change may take while both engines are there.
 *
 * @param engineBytes most bytes that the old and the new engine may hold together by their own
 *     account ({@link io.requant.api.backend.EngineInfo#bytes}); {@link Long#MAX_VALUE} for no
 *     limit
 * @param processBytes most bytes of the whole process that may be resident; {@link Long#MAX_VALUE}
 *     for no limit
 */
public record MemoryGate(long engineBytes, long processBytes) {

  /** No limits. */
  public static final MemoryGate NONE = new MemoryGate(Long.MAX_VALUE, Long.MAX_VALUE);

  public MemoryGate {
    if (engineBytes < 1 || processBytes < 1) {
      throw new IllegalArgumentException(
          "limits of " + engineBytes + " and " + processBytes + " bytes; 1 or more is needed");
    }
  }

  /** Whether the engines' own account is limited. */
  public boolean limitsEngines() {
    return engineBytes != Long.MAX_VALUE;
  }

  /** Whether the process is limited. */
  public boolean limitsProcess() {
    return processBytes != Long.MAX_VALUE;
  }
}
