package io.requant.backend.pi.internal;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.backend.pi.internal.planar.PlanarEngine;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;

/** The Vector API, if the JVM was started with {@code --add-modules jdk.incubator.vector}. */
public final class VectorPath implements EnginePath {

  /** Name of the path. */
  public static final String NAME = "vector";

  /** Named, not referred to: without the module it does not link. */
  private static final String KERNELS = "io.requant.backend.pi.internal.vector.VectorKernels";

  private static final Logger LOGGER = System.getLogger(VectorPath.class.getName());

  private final Callable<Kernels> source;
  private final boolean available;

  /** Looks for the Vector API. */
  public VectorPath() {
    this(VectorPath::load);
  }

  /**
   * Takes kernels from elsewhere.
   *
   * @param source gives new kernels, or fails if the Vector API is not there
   */
  VectorPath(Callable<Kernels> source) {
    this.source = source;
    this.available = probe();
  }

  private static Kernels load() throws ReflectiveOperationException {
    return Class.forName(KERNELS, true, VectorPath.class.getClassLoader())
        .asSubclass(Kernels.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  private boolean probe() {
    try {
      source.call();
      return true;
    } catch (Exception | LinkageError e) {
      LOGGER.log(
          Level.DEBUG,
          "no Vector API; start the JVM with --add-modules jdk.incubator.vector for it",
          e);
      return false;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean available() {
    return available;
  }

  @Override
  public void check(Program program) {
    PlanarEngine.check(program);
  }

  @Override
  public Engine prepare(String backend, Network network, Policy policy, Program program) {
    return new PlanarEngine(backend, network, policy, program, kernels());
  }

  private Kernels kernels() {
    try {
      return source.call();
    } catch (Exception e) {
      throw new IllegalStateException("the Vector API was there before and is not now", e);
    }
  }
}
