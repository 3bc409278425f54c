package io.requant.training.internal.service;

import ai.djl.engine.Engine;
import io.requant.training.Training;
import java.lang.System.Logger.Level;
import java.util.logging.Logger;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Loads libtorch once and offers training.
 *
 * <p>An activator rather than a component: DJL finds its engine through the context class loader,
 * which must see this bundle while the engine starts. Without natives the bundle stays active and
 * offers nothing, so that the rest of the lab works.
 */
public final class DjlActivator implements BundleActivator {
  private static final System.Logger LOG = System.getLogger(DjlActivator.class.getName());

  /** Kept, because a logger that nobody holds forgets its level. */
  private final Logger djl = Logger.getLogger("ai.djl");

  @Override
  public void start(BundleContext context) {
    djl.setLevel(java.util.logging.Level.WARNING); // it tells its thread counts at every start
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(DjlActivator.class.getClassLoader());
    try {
      Engine engine = Engine.getInstance();
      LOG.log(Level.DEBUG, "training with {0} {1}", engine.getEngineName(), engine.getVersion());
      context.registerService(Training.class, new DjlTraining(), null);
    } catch (RuntimeException | LinkageError e) {
      LOG.log(
          Level.WARNING,
          "training is not available, because libtorch cannot be loaded; set PYTORCH_LIBRARY_PATH"
              + " to a directory with libtorch.so and PYTORCH_FLAVOR to cpu",
          e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The framework unregisters the service; libtorch stays loaded until the process ends. */
  @Override
  public void stop(BundleContext context) {}
}
