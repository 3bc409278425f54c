package io.requant.backend.fpga.internal.sim;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A running simulation: a child process that takes frames and gives logits over pipes (protocol:
 * {@link io.requant.backend.fpga.internal.rtl.Harness}).
 *
 * <p>A thread reads its answers, so that one that hangs is noticed and requests can be under way
 * while answers come. Used by one thread at a time.
 */
final class RtlProcess implements AutoCloseable {

  private static final String END = "";

  private final Process process;
  private final OutputStream toChild;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final int logits;
  private final int longestLine;

  /**
   * Starts the process.
   *
   * @param command what to run
   * @param folder working folder
   * @param logits numbers in an answer
   */
  RtlProcess(List<String> command, Path folder, int logits) {
    this.logits = logits;
    this.longestLine = 64 + 12 * logits;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.to(folder.resolve("stderr.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new ToolException("simulation '" + command.get(0) + "': " + e.getMessage(), e);
    }
    toChild = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
    Thread reader = new Thread(this::read, "requant-fpga-reader-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Reads lines until the process ends or writes a longer one than any answer can be. */
  private void read() {
    try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(longestLine);
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          lines.add(line.toString(StandardCharsets.ISO_8859_1));
          line.reset();
        } else if (line.size() == longestLine) {
          lines.add("E it wrote a line of more than " + longestLine + " bytes");
          break;
        } else {
          line.write(b);
        }
      }
    } catch (IOException e) {
      lines.add("E its output cannot be read: " + e.getMessage());
    } finally {
      lines.add(END);
    }
  }

  /**
   * Sends frames; the answers come in the same order.
   *
   * @param clocksPerFrame most clocks that a frame may take
   * @param frames bytes of at least one frame
   */
  void send(long clocksPerFrame, List<byte[]> frames) {
    try {
      writeInt(clocksPerFrame, 4);
      writeInt(frames.size(), 2);
      for (byte[] frame : frames) {
        toChild.write(frame);
      }
      toChild.flush();
    } catch (IOException e) {
      throw new ToolException("the simulation does not take frames: " + e.getMessage(), e);
    }
  }

  private void writeInt(long value, int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      toChild.write((int) (value >> (8 * i)));
    }
  }

  /**
   * The answer to the next frame.
   *
   * @throws ToolException if the process ended, hangs, or answers what it must not
   */
  Frame receive(Duration patience) {
    String line;
    try {
      line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("interrupted while the simulation ran", e);
    }
    if (line == null) {
      throw new ToolException("the simulation has not answered for " + patience.toMillis() + " ms");
    }
    if (line.equals(END)) {
      throw new ToolException("the simulation has ended by itself" + exit());
    }
    return parse(line);
  }

  private String exit() {
    try {
      return process.waitFor(1, TimeUnit.SECONDS) ? ", code " + process.exitValue() : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private Frame parse(String line) {
    String[] words = line.strip().split(" +", -1);
    if (words[0].equals("E")) {
      throw new ToolException("the simulation says: " + line.substring(1).strip());
    }
    try {
      if (!words[0].equals("F")
          || words.length != logits + 2
          || !words[logits + 1].startsWith("@")) {
        throw new NumberFormatException();
      }
      int[] values = new int[logits];
      for (int i = 0; i < logits; i++) {
        values[i] = Integer.parseInt(words[i + 1]);
      }
      return new Frame(values, Long.parseLong(words[logits + 1].substring(1)));
    } catch (NumberFormatException e) {
      throw new ToolException(
          "the simulation answered '%s'; a line of %d logits was due"
              .formatted(line.substring(0, Math.min(80, line.length())), logits));
    }
  }

  /** The process, for tests that end it. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends the process. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      toChild.close();
    } catch (IOException e) {
      // Its end of the pipe is gone: that is what was wanted.
      return;
    }
  }
}
