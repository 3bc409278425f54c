package io.requant.backend.fpga.internal.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One network in a simulator, kept running: starts the process, keeps several requests under way,
 * and starts it anew when it has crashed or hangs; frames that were not answered are sent again.
 *
 * <p>Used by one thread at a time.
 */
public final class RtlSimulation implements AutoCloseable {

  /** Frames of one request: they flow through the hardware back to back. */
  private static final int FRAMES_PER_REQUEST = 16;

  private static final int REQUESTS_UNDER_WAY = 2;
  private static final System.Logger LOG = System.getLogger(RtlSimulation.class.getName());

  /**
   * How to run a simulation.
   *
   * @param command from the folder of its memories, what to start
   * @param memories contents of its memories by file name
   * @param logits numbers per frame
   * @param clocksPerFrame most clocks of a frame
   * @param patience longest time between two answers
   * @param restarts how often it may be started anew for one call
   */
  public record Setup(
      Function<Path, List<String>> command,
      Map<String, String> memories,
      int logits,
      long clocksPerFrame,
      Duration patience,
      int restarts) {}

  private final Setup setup;
  private final Path data;
  private RtlProcess process;

  /** Prepares the memories; the process starts with the first frame. */
  public RtlSimulation(Setup setup) {
    this.setup = setup;
    try {
      data = Files.createTempDirectory("requant-fpga");
      Simulators.write(data, setup.memories());
    } catch (IOException e) {
      throw new UncheckedIOException("a folder for the simulation's memories", e);
    }
  }

  /**
   * Runs frames; up to {@value #FRAMES_PER_REQUEST} of them flow back to back.
   *
   * @param frames bytes of each
   * @return what each gave, in order
   * @throws ToolException if the simulation fails however often it is started
   */
  public List<Frame> run(List<byte[]> frames) {
    List<Frame> answers = new ArrayList<>();
    for (int attempt = 0; ; attempt++) {
      try {
        run(frames, answers);
        return answers;
      } catch (ToolException e) {
        stop();
        if (attempt == setup.restarts() || Thread.currentThread().isInterrupted()) {
          throw new ToolException(
              "%s; given up after %d starts".formatted(e.getMessage(), attempt + 1), e);
        }
        LOG.log(System.Logger.Level.WARNING, "simulation started anew: {0}", e.getMessage());
      }
    }
  }

  /** Goes on behind what has been answered. */
  private void run(List<byte[]> frames, List<Frame> answers) {
    if (process == null) {
      process = new RtlProcess(setup.command().apply(data), data, setup.logits());
    }
    int sent = answers.size();
    while (answers.size() < frames.size()) {
      while (sent < frames.size()
          && sent - answers.size() <= (REQUESTS_UNDER_WAY - 1) * FRAMES_PER_REQUEST) {
        int end = Math.min(frames.size(), sent + FRAMES_PER_REQUEST);
        process.send(setup.clocksPerFrame(), frames.subList(sent, end));
        sent = end;
      }
      answers.add(process.receive(setup.patience()));
    }
  }

  /** The running process, for tests that end it. */
  Optional<ProcessHandle> handle() {
    return Optional.ofNullable(process).map(RtlProcess::handle);
  }

  private void stop() {
    if (process != null) {
      process.close();
      process = null;
    }
  }

  /** Ends the process and deletes its memories. */
  @Override
  public void close() {
    stop();
    try {
      BuildCache.delete(data);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "left behind: {0}", data);
    }
  }
}
