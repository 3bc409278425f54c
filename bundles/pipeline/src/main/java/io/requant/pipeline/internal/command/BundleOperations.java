package io.requant.pipeline.internal.command;

import io.requant.api.command.VerbException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Starts, stops, installs, updates and uninstalls bundles while frames flow.
 *
 * <p>A refresh restarts every bundle that is wired to the refreshed one. An update that would touch
 * more than its own bundle is refused before anything is changed.
 */
final class BundleOperations {

  private final BundleContext context;
  private final Duration refreshLimit;

  /**
   * Works in a framework.
   *
   * @param refreshLimit longest wait for a refresh
   */
  BundleOperations(BundleContext context, Duration refreshLimit) {
    this.context = context;
    this.refreshLimit = refreshLimit;
  }

  /**
   * Finds a bundle.
   *
   * @param name its id or its symbolic name
   * @throws VerbException if there is none, or several of that name
   */
  Bundle find(String name) {
    if (name.matches("[0-9]{1,18}")) {
      Bundle byId = context.getBundle(Long.parseLong(name));
      if (byId == null) {
        throw new VerbException("there is no bundle with the id " + name);
      }
      return byId;
    }
    List<Bundle> named =
        Arrays.stream(context.getBundles()).filter(b -> name.equals(b.getSymbolicName())).toList();
    if (named.isEmpty()) {
      throw new VerbException(
          "there is no bundle '" + name + "'; give its symbolic name or its id");
    }
    if (named.size() > 1) {
      throw new VerbException(
          "there are %d bundles '%s', with the ids %s; give an id"
              .formatted(named.size(), name, named.stream().map(Bundle::getBundleId).toList()));
    }
    return named.get(0);
  }

  /** Starts a bundle, now and at every start of the framework. */
  void start(Bundle bundle) {
    attempt("start", bundle, bundle::start);
  }

  /** Stops a bundle, until it is started again. */
  void stop(Bundle bundle) {
    refuseOwn(bundle);
    attempt("stop", bundle, bundle::stop);
  }

  /**
   * Installs and starts a bundle.
   *
   * @param file a jar
   */
  Bundle install(Path file) {
    Bundle bundle;
    try (InputStream content = Files.newInputStream(file)) {
      // A location that names the content's moment: the same file can be installed beside itself.
      String location = file.toAbsolutePath().toUri() + "#" + System.nanoTime();
      bundle = context.installBundle(location, content);
    } catch (IOException e) {
      throw new VerbException("cannot read '" + file + "': " + e.getMessage(), e);
    } catch (BundleException e) {
      throw new VerbException("'" + file + "' cannot be installed: " + e.getMessage(), e);
    }
    try {
      bundle.start();
    } catch (BundleException e) {
      attempt("uninstall", bundle, bundle::uninstall);
      throw new VerbException(
          "'" + file + "' does not start and was removed again: " + e.getMessage(), e);
    }
    return bundle;
  }

  /** Stops and removes a bundle, and refreshes so that nothing of it stays. */
  void uninstall(Bundle bundle) {
    refuseOwn(bundle);
    refuseOthers("uninstall", bundle);
    attempt("uninstall", bundle, bundle::uninstall);
    refresh(bundle);
  }

  /**
   * Replaces a bundle's code: stop, update, refresh, start, in this order, so that it starts once.
   *
   * @param file a jar
   */
  void update(Bundle bundle, Path file) {
    refuseOwn(bundle);
    refuseOthers("update", bundle);
    boolean wasActive = bundle.getState() == Bundle.ACTIVE;
    try (InputStream content = Files.newInputStream(file)) {
      bundle.stop(Bundle.STOP_TRANSIENT);
      bundle.update(content);
    } catch (IOException e) {
      throw new VerbException("cannot read '" + file + "': " + e.getMessage(), e);
    } catch (BundleException e) {
      if (wasActive) {
        attempt("start the old revision of", bundle, bundle::start);
      }
      throw new VerbException(
          "'%s' is no update for %s, which is as it was: %s"
              .formatted(file, bundle, e.getMessage()),
          e);
    }
    refresh(bundle);
    if (wasActive) {
      start(bundle);
    }
  }

  private void refuseOwn(Bundle bundle) {
    if (bundle.getBundleId() == 0 || bundle.equals(context.getBundle())) {
      throw new VerbException(
          bundle + " is what runs this command; restart the product to change it");
    }
  }

  private void refuseOthers(String what, Bundle bundle) {
    Collection<Bundle> touched = wiring().getDependencyClosure(Set.of(bundle));
    if (touched.size() > 1) {
      Set<String> others = new TreeSet<>();
      touched.stream().filter(b -> !b.equals(bundle)).forEach(b -> others.add(b.toString()));
      throw new VerbException(
          "to %s %s would restart %d other bundles too: %s; restart the product instead"
              .formatted(what, bundle, others.size(), others));
    }
  }

  private void refresh(Bundle bundle) {
    CountDownLatch refreshed = new CountDownLatch(1);
    wiring()
        .refreshBundles(
            Set.of(bundle),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
              }
            });
    try {
      if (!refreshed.await(refreshLimit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new VerbException(
            "the refresh of %s did not end within %d ms; see the log"
                .formatted(bundle, refreshLimit.toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VerbException("interrupted while " + bundle + " was refreshed", e);
    }
  }

  private FrameworkWiring wiring() {
    return context.getBundle(0).adapt(FrameworkWiring.class);
  }

  private interface Step {
    void run() throws BundleException;
  }

  private static void attempt(String what, Bundle bundle, Step step) {
    try {
      step.run();
    } catch (BundleException e) {
      throw new VerbException("cannot " + what + " " + bundle + ": " + e.getMessage(), e);
    }
  }
}
