package io.requant.shell.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Serves a {@link ControlChannel} on standard input where the process was started for one. */
@Component(service = {})
public final class ControlComponent {

  private static final System.Logger LOG = System.getLogger(ControlComponent.class.getName());

  private final ControlChannel channel;
  private final IntConsumer exit;

  /** Starts serving, if the process was started so. */
  @Activate
  public ControlComponent(
      BundleContext context, @Reference(target = "(requant.exit=true)") IntConsumer exit) {
    this.channel = new ControlChannel(new ServiceVerbs(context));
    this.exit = exit;
    if ("stdin".equals(context.getProperty("requant.control"))) {
      Thread thread = new Thread(this::serve, "requant-control");
      // A read of standard input cannot be interrupted: the thread ends with its parent or with us.
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void serve() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      channel.serve(in, System.out);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "control channel: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The parent has gone: nobody is left to stop this process.
    exit.accept(0);
  }
}
