package io.requant.backend.fpga.internal.synth;

import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.Command;
import io.requant.backend.fpga.internal.sim.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with a small Debian of its own, which has newer tools than the machine: yosys that knows
 * Gowin's multipliers, and nextpnr. Programs run with it as their root, so they see nothing else.
 */
public final class ToolFolder {

  /** Packages that are installed. */
  static final List<String> PACKAGES =
      List.of(
          "yosys",
          "nextpnr-himbaechel-gowin",
          "nextpnr-himbaechel-xilinx",
          "python3-apycula",
          "prjxray");

  private static final String RELEASE = "forky";
  private static final String MIRROR = "http://deb.debian.org/debian";
  private static final Duration INSTALLATION = Duration.ofMinutes(60);
  private static final String WORK = "work";

  private final Path root;

  /** A folder that may not be there yet. */
  public ToolFolder(Path root) {
    this.root = root.toAbsolutePath();
  }

  /** Where it is. */
  public Path root() {
    return root;
  }

  /** Whether a program is installed in it. */
  public boolean has(String program) {
    return Files.isExecutable(root.resolve("usr/bin").resolve(program));
  }

  /** What the folder's programs say about themselves. */
  public String versions() {
    try {
      Path temporary = Files.createTempDirectory("requant-tools");
      try {
        return run(temporary, "v.log", Duration.ofSeconds(60), List.of("yosys", "-V")).strip();
      } finally {
        BuildCache.delete(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Installs the tools with debootstrap and apt: about 1 GB, from Debian's mirror. Made beside the
   * folder and renamed when whole.
   *
   * @throws ToolException if a step fails, with what it said
   */
  public void install() {
    Path debootstrap = find("debootstrap");
    Path made = root.resolveSibling(root.getFileName() + ".installing");
    if (Files.exists(made)) {
      throw new ToolException(
          made + " is left from an installation that did not end; delete it first");
    }
    try {
      Files.createDirectories(made.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(made.toString(), e);
    }
    // Older debootstraps do not know the release by its name; all its successors install alike.
    Path log = made.resolveSibling(root.getFileName() + ".log");
    run(
        log,
        List.of(
            debootstrap.toString(),
            "--variant=minbase",
            RELEASE,
            made.toString(),
            MIRROR,
            "/usr/share/debootstrap/scripts/sid"));
    List<String> apt = new ArrayList<>(List.of("apt-get", "install", "-y"));
    apt.add("--no-install-recommends");
    apt.addAll(PACKAGES);
    try {
      Files.copy(
          Path.of("/etc/resolv.conf"),
          made.resolve("etc/resolv.conf"),
          StandardCopyOption.REPLACE_EXISTING);
      run(log, inside(made, apt));
      Files.createDirectories(made.resolve(WORK));
      Files.move(made, root, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(made.toString(), e);
    }
  }

  /**
   * A command with a folder as its root and /proc in it, where yosys looks for its own files. The
   * mount is the process's own: it goes with it.
   */
  private static List<String> inside(Path root, List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"",
                root.toString()));
    command.addAll(words);
    return command;
  }

  private void run(Path log, List<String> words) {
    Command.run(log.getParent(), log, INSTALLATION, words);
  }

  private static Path find(String program) {
    return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ToolException(
                    "'%s' is not installed: apt-get install %s".formatted(program, program)));
  }

  /**
   * Runs a program of the folder in a working folder of the machine, whose files are copied in and
   * out.
   *
   * @param log name of the file in it that takes what the program prints
   * @return what it printed
   * @throws ToolException if it fails, takes too long, or this user may not change the root
   */
  public String run(Path folder, String log, Duration patience, List<String> words) {
    try {
      Path inside = Files.createTempDirectory(root.resolve(WORK), "run-");
      try {
        copy(folder, inside);
        List<String> command = new ArrayList<>();
        command.addAll(
            List.of("env", "-C", "/" + root.relativize(inside), "HOME=/tmp", "LC_ALL=C.UTF-8"));
        command.addAll(words);
        try {
          return Command.run(inside, inside.resolve(log), patience, inside(root, command));
        } finally {
          copy(inside, folder);
        }
      } finally {
        BuildCache.delete(inside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(root.toString(), e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
