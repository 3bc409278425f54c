package io.requant.fleet.simulator.internal;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Mosquitto as a process of its own, on loopback, with its files in a folder of the run. */
public final class Mosquitto implements Broker {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long TICKS_PER_SECOND = 100;

  private final Path program;
  private final Path folder;
  private final InetSocketAddress address;
  private Process process;

  private Mosquitto(Path program, Path folder, InetSocketAddress address) {
    this.program = program;
    this.folder = folder;
    this.address = address;
  }

  /** Where the program is; empty if it is not installed. */
  public static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    for (String directory : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory, "mosquitto");
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Starts it; returns when it accepts clients. */
  public static Mosquitto start(Path program, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    // As docs/operations/mosquitto has it, but for loopback: nobody else can connect.
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        String.join(
            "\n",
            "listener " + port + " 127.0.0.1",
            "allow_anonymous true",
            "user " + System.getProperty("user.name"),
            "persistence true",
            "persistence_location " + folder + "/",
            "autosave_interval 2",
            "persistent_client_expiration 1d",
            // The controller hears thousands at once; dropping reports would look like silence.
            "max_queued_messages 0",
            "max_inflight_messages 100",
            "max_packet_size 65536",
            "set_tcp_nodelay true",
            "log_dest file " + folder.resolve("mosquitto.log"),
            "log_type error",
            "log_type warning",
            ""));
    Mosquitto broker =
        new Mosquitto(
            program, folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    broker.launch();
    return broker;
  }

  /** Starts it again, on the same address and files; returns when it accepts clients. */
  public void launch() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(program.toString(), "-c", folder.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()))
            .start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IOException(
            "mosquitto does not start: "
                + Files.readString(folder.resolve("output"), StandardCharsets.UTF_8).strip());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean listens() {
    try (Socket probe = new Socket()) {
      probe.connect(address, 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String name() {
    return "mosquitto";
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public boolean restartable() {
    return true;
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    kill();
    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    launch();
  }

  /** Ends it without a word: SIGKILL. Returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public Map<String, Object> usage() {
    Map<String, Object> usage = new LinkedHashMap<>();
    try {
      Path proc = Path.of("/proc/" + process.pid());
      for (String line : Files.readAllLines(proc.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
          usage.put("rssMegabytes", kilobytes / 1024);
        }
      }
      // proc(5): after the name in brackets, fields 14 and 15 are utime and stime in ticks.
      String stat = Files.readString(proc.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      usage.put("cpuSeconds", ticks / (double) TICKS_PER_SECOND);
    } catch (IOException e) {
      usage.put("unknown", "/proc cannot be read: " + e.getMessage());
    }
    return usage;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
