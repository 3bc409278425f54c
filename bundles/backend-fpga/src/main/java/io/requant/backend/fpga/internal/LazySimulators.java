package io.requant.backend.fpga.internal;

import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.sim.Toolchain;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/** Looks for the tools of this machine when they are first needed, once. */
public final class LazySimulators implements Supplier<Simulators> {

  private final Path cache;
  private final int entries;
  private Simulators found;

  private LazySimulators(Path cache, int entries) {
    this.cache = cache;
    this.entries = entries;
  }

  /**
   * Looks for nothing yet.
   *
   * @param cache folder of compiled simulations; empty for the user's cache folder
   * @param entries how many to keep
   */
  public static LazySimulators of(String cache, int entries) {
    if (entries < 2) {
      throw new IllegalArgumentException("cache.entries " + entries + " is less than 2");
    }
    return new LazySimulators(cache.isEmpty() ? defaultCache() : Path.of(cache), entries);
  }

  private static Path defaultCache() {
    return caches().resolve("fpga");
  }

  /** The folder of this program among the user's caches. */
  public static Path caches() {
    String set = System.getenv("XDG_CACHE_HOME");
    Path caches =
        set == null || set.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(set);
    return caches.resolve("requant");
  }

  @Override
  public synchronized Simulators get() {
    if (found == null) {
      String path = System.getenv("PATH");
      Toolchain tools = Toolchain.find(path == null ? "" : path);
      found = new Simulators(tools, new BuildCache(cache, entries, Clock.systemUTC()));
    }
    return found;
  }
}
