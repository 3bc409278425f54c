package io.requant.backend.pi.internal;

import io.requant.backend.pi.internal.jni.NativePath;
import io.requant.backend.pi.internal.jni.PlanOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The paths of this backend, fastest first.
 *
 * @param paths the paths; the last one is always available
 */
public record PathChoice(List<EnginePath> paths) {

  /** The wish that leaves the choice to the backend. */
  public static final String AUTO = "auto";

  private static final Logger LOGGER = System.getLogger(PathChoice.class.getName());

  public PathChoice {
    paths = List.copyOf(paths);
  }

  /** All paths of this bundle, on one thread. */
  public static PathChoice ofThisJvm() {
    return ofThisJvm(1);
  }

  /**
   * All paths of this bundle.
   *
   * @param threads that a native engine computes with, the caller's included, 1..16; no more than
   *     there are processors are used. Paths in Java use one.
   * @throws IllegalArgumentException if that many are not possible
   */
  public static PathChoice ofThisJvm(int threads) {
    if (threads < 1 || threads > PlanOptions.MOST_WORKERS) {
      throw new IllegalArgumentException(
          "configuration 'threads' is %d; 1 to %d are possible"
              .formatted(threads, PlanOptions.MOST_WORKERS));
    }
    int processors = Runtime.getRuntime().availableProcessors();
    if (threads > processors) {
      LOGGER.log(Level.WARNING, "{0} threads for {1} processors; using {1}", threads, processors);
    }
    PlanOptions options = PlanOptions.of(Math.min(threads, processors));
    return new PathChoice(
        Stream.concat(
                NativePath.all(options).stream(), Stream.of(new VectorPath(), new ScalarPath()))
            .toList());
  }

  /**
   * Chooses a path.
   *
   * @param wish {@link #AUTO}, or the name of a path; one that is not available gives the fastest
   *     that is, with a warning
   * @throws IllegalArgumentException if no path has this name
   */
  public EnginePath choose(String wish) {
    EnginePath fastest = paths.stream().filter(EnginePath::available).findFirst().orElseThrow();
    if (wish.equals(AUTO)) {
      return fastest;
    }
    EnginePath wished =
        paths.stream()
            .filter(path -> path.name().equals(wish))
            .findFirst()
            .orElseThrow(() -> unknown(wish));
    if (wished.available()) {
      return wished;
    }
    LOGGER.log(
        Level.WARNING,
        "path ''{0}'' is not available in this JVM; computing on ''{1}''",
        wish,
        fastest.name());
    return fastest;
  }

  private IllegalArgumentException unknown(String wish) {
    String known =
        Stream.concat(Stream.of(AUTO), paths.stream().map(EnginePath::name))
            .collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "configuration 'path' is '" + wish + "'; possible are " + known);
  }
}
