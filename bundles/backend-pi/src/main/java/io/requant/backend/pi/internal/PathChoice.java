package io.requant.backend.pi.internal;

import io.requant.backend.pi.internal.jni.NativePath;
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

  /** All paths of this bundle. */
  public static PathChoice ofThisJvm() {
    return new PathChoice(
        Stream.concat(NativePath.all().stream(), Stream.of(new VectorPath(), new ScalarPath()))
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
