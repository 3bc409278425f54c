package io.requant.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** One run of a framework with a product's bundles, from start to exit code. */
final class FrameworkRun {

  private static final String SHELL_BUNDLE = "org.apache.felix.gogo.shell";
  private static final String HTTP_LOG_LEVEL = "org.ops4j.pax.logging.DefaultServiceLog.level";
  private static final long STOP_SECONDS = 15;

  private final Product product;
  private final RunOptions options;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode;

  FrameworkRun(Product product, RunOptions options) {
    this.product = product;
    this.options = options;
  }

  /**
   * Runs until the verb has ended, or until the process is told to stop.
   *
   * @return exit code
   */
  int run() throws BundleException, IOException, InterruptedException {
    List<Path> jars = product.bundles();
    if (jars.isEmpty()) {
      throw new BundleException(
          "product '" + product.name() + "' is not built; ./requant builds it");
    }
    Files.createDirectories(options.state());
    if (options.oneVerb()) {
      Files.createDirectories(options.configuration());
    }
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(config());
    Thread stopper = new Thread(() -> end(framework), "requant-shutdown");
    Runtime.getRuntime().addShutdownHook(stopper);
    framework.init();
    BundleContext context = framework.getBundleContext();
    offerExit(context);
    start(install(context, jars));
    framework.start();
    if (options.oneVerb()) {
      ended.await();
      end(framework);
      return exitCode;
    }
    FrameworkEvent event = framework.waitForStop(0);
    return event.getType() == FrameworkEvent.ERROR ? 1 : exitCode;
  }

  /** Configuration of the framework. */
  Map<String, String> config() throws IOException {
    Map<String, String> config = new HashMap<>();
    // Nothing listens beyond loopback unless the folder's own properties say so.
    config.put("org.apache.felix.http.host", "127.0.0.1");
    if (options.oneVerb()) {
      // A verb shows no pages, and the port may be that of a product which runs.
      config.put("org.apache.felix.http.enable", "false");
    }
    config.putAll(ownProperties());
    config.put(Constants.FRAMEWORK_STORAGE, options.state().resolve("framework").toString());
    config.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    config.put("felix.fileinstall.dir", options.configuration().toAbsolutePath().toString());
    config.put("felix.fileinstall.noInitialDelay", "true");
    config.put("felix.fileinstall.poll", "1000");
    config.put("felix.fileinstall.enableConfigSave", "false");
    config.put("felix.fileinstall.tmpdir", options.state().resolve("fileinstall").toString());
    config.put("ds.loglevel", "warn");
    config.put("requant.home", product.home().toString());
    config.put("requant.state", options.state().toAbsolutePath().toString());
    config.put("requant.control", options.control() ? "stdin" : "");
    config.put("gosh.args", options.shell() ? "" : "--nointeractive");
    // Configuration files may say ${requant.home}: file install looks these up among system
    // properties too, and so does whatever runs inside a bundle without a bundle context.
    if (System.getProperty(HTTP_LOG_LEVEL) == null) {
      // It warns that it is switched off, as it is for a verb.
      System.setProperty(HTTP_LOG_LEVEL, options.oneVerb() ? "ERROR" : "WARN");
    }
    System.setProperty("requant.home", product.home().toString());
    System.setProperty("requant.state", options.state().toAbsolutePath().toString());
    return config;
  }

  /** What the configuration folder says to the framework itself, such as the port of the pages. */
  private Map<String, String> ownProperties() throws IOException {
    Path file = options.configuration().resolve("framework.properties");
    Properties properties = new Properties();
    if (Files.isRegularFile(file)) {
      try (Reader in = Files.newBufferedReader(file)) {
        properties.load(in);
      }
    }
    Map<String, String> own = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> own.put(key, properties.getProperty(key)));
    return own;
  }

  /** The way for a verb to end the process: a service of a Java type, so that nothing is shared. */
  private void offerExit(BundleContext context) {
    Map<String, Object> properties =
        Map.of(
            "requant.exit", true, "requant.arguments", options.arguments().toArray(String[]::new));
    context.registerService(
        IntConsumer.class,
        code -> {
          exitCode = code;
          ended.countDown();
          if (!options.oneVerb()) {
            stopLater(context);
          }
        },
        FrameworkUtil.asDictionary(properties));
  }

  private static void stopLater(BundleContext context) {
    Thread thread = new Thread(() -> stop((Framework) context.getBundle(0)), "requant-stop");
    thread.start();
  }

  private static List<Bundle> install(BundleContext context, List<Path> jars)
      throws BundleException {
    List<Bundle> bundles = new ArrayList<>();
    for (Path jar : jars) {
      bundles.add(context.installBundle("reference:" + jar.toUri()));
    }
    return bundles;
  }

  private void start(List<Bundle> bundles) throws BundleException {
    for (Bundle bundle : bundles) {
      boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
      boolean unwanted = !options.shell() && SHELL_BUNDLE.equals(bundle.getSymbolicName());
      if (!fragment && !unwanted) {
        bundle.start();
      }
    }
  }

  /**
   * Stops the framework, and removes what one verb leaves. Both the main thread and the shutdown
   * hook end it, in any order: the process is not gone before the folder is.
   */
  private synchronized void end(Framework framework) {
    stop(framework);
    if (options.oneVerb()) {
      try {
        deleteTree(options.state());
      } catch (IOException e) {
        System.err.println("requant: " + options.state() + " is left behind: " + e.getMessage());
      }
    }
  }

  private static void stop(Framework framework) {
    try {
      framework.stop();
      framework.waitForStop(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (BundleException e) {
      System.err.println("requant: stopping: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
