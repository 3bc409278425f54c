package io.requant.shell.internal;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs the verb that the process was started for, then ends the process with its exit code. */
@Component(service = {})
public final class MainVerb {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BundleContext context;
  private final Verbs verbs;
  private final IntConsumer exit;
  private final List<String> words;
  private final Thread thread;

  /** Starts the verb, if the process was started for one. */
  @Activate
  public MainVerb(
      BundleContext context,
      @Reference(target = "(requant.exit=true)") IntConsumer exit,
      @Reference(target = "(requant.exit=true)", service = IntConsumer.class)
          Map<String, Object> launch) {
    this.context = context;
    this.verbs = new ServiceVerbs(context);
    this.exit = exit;
    this.words = Arrays.asList((String[]) launch.get("requant.arguments"));
    this.thread = new Thread(this::run, "requant-verb");
    if (!words.isEmpty()) {
      thread.start();
    }
  }

  private void run() {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    VerbName verb = VerbName.of(words, VerbName.declared(context));
    int code = VerbRunner.FAILED;
    try {
      var result =
          verbs.use(
              verb.name(), PATIENCE, found -> VerbRunner.run(found, verb.arguments(), out, err));
      if (result.isEmpty()) {
        err.println("requant: '" + verb.name() + "' did not become available; see the log above");
      }
      code = result.orElse(VerbRunner.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalArgumentException e) {
      err.println("requant: " + e.getMessage());
    } finally {
      exit.accept(code);
    }
  }

  @Deactivate
  void stop() {
    thread.interrupt();
  }
}
