package io.requant.model.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Java runtime for arm64 under qemu's user mode emulation. It shows what is right on such a
 * processor, never how fast.
 *
 * @param emulator qemu-aarch64-static
 * @param root root of the files that the runtime needs: {@code cnf/arm64/get-jre} makes it
 */
public record EmulatedArm(Path emulator, Path root) {

  private static final String EMULATOR = "qemu-aarch64-static";
  private static final String JAVA = "usr/lib/jvm/java-17-openjdk-arm64/bin/java";

  /** Processors that qemu knows, by what our kernels ask of them. */
  public enum Processor {
    /** Raspberry Pi 4: no dot products; one raises SIGILL. */
    CORTEX_A72("cortex-a72"),
    /** Raspberry Pi 5: dot products of signed bytes. */
    CORTEX_A76("cortex-a76"),
    /** Everything that qemu emulates. */
    MAX("max");

    private final String qemu;

    Processor(String qemu) {
      this.qemu = qemu;
    }
  }

  /**
   * The emulator, or the end of the test: skipped, failed where {@code REQUANT_NO_SKIP} says so.
   */
  public static Path emulatorOrSkip() {
    Optional<Path> emulator =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, EMULATOR))
            .filter(Files::isExecutable)
            .findFirst();
    needs(emulator.isPresent(), EMULATOR + " (Debian: qemu-user-static) is not on the PATH");
    return emulator.orElseThrow();
  }

  /** Emulator and runtime, or the end of the test: skipped or failed as above. */
  public static EmulatedArm orSkip() {
    Path emulator = emulatorOrSkip();
    String set = System.getenv("REQUANT_ARM64_ROOT");
    String cache = System.getenv("XDG_CACHE_HOME");
    Path caches =
        cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    Path root = set == null ? caches.resolve("requant/arm64") : Path.of(set);
    needs(
        Files.isExecutable(root.resolve(JAVA)),
        "no Java for arm64 in " + root + "; cnf/arm64/get-jre fetches one");
    return new EmulatedArm(emulator, root.toAbsolutePath());
  }

  /** Goes on if a tool is there; else skips the test, or fails it in CI. */
  public static void needs(boolean there, String why) {
    if (Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"))) {
      assertThat(there).as(why).isTrue();
    }
    assumeThat(there).as(why).isTrue();
  }

  /**
   * The command that runs a program for Linux on arm64.
   *
   * @param libraries root of the libraries that it links to
   */
  public static List<String> command(
      Path emulator, Processor processor, Path libraries, Path program) {
    return new ArrayList<>(
        List.of(
            emulator.toString(),
            "-cpu",
            processor.qemu,
            "-L",
            libraries.toString(),
            program.toString()));
  }

  /** The command of the Java launcher on a processor. */
  public List<String> java(Processor processor) {
    return command(emulator, processor, root, root.resolve(JAVA));
  }

  /**
   * Makes a folder that serves as {@code JAVA_HOME} of scripts.
   *
   * @param home the folder
   */
  public void writeJavaHome(Path home, Processor processor) throws IOException {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    String words = String.join("' '", java(processor));
    Files.writeString(java, "#!/bin/sh\nexec '" + words + "' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
