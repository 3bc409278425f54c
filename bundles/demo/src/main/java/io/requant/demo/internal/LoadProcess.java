package io.requant.demo.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code ./requant load} beside the gateway, as a user would run it in another terminal. */
final class LoadProcess implements LoadShow.Load {

  /** It ends by itself then, whatever becomes of the demo. */
  private static final int MOST_SECONDS = 60;

  private static final int GOODBYE_SECONDS = 5;

  private final Process process;
  private final Path log;

  private LoadProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a load.
   *
   * @param home root of the checkout
   * @param percent share of every processor to hold
   * @param log receives what it prints
   */
  static LoadProcess start(Path home, int percent, Path log) throws IOException {
    Process process =
        new ProcessBuilder(
                home.resolve("requant").toString(),
                "load",
                "--cpu",
                String.valueOf(percent),
                "--seconds",
                String.valueOf(MOST_SECONDS))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    return new LoadProcess(process, log);
  }

  @Override
  public boolean alive() {
    return process.isAlive();
  }

  @Override
  public Path log() {
    return log;
  }

  /** Ends it as Ctrl-C would. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
