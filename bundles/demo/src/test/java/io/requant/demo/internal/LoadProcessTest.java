package io.requant.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in place of the load. */
@Timeout(60)
class LoadProcessTest {

  @TempDir Path home;

  private LoadProcess start(String script) throws IOException {
    Path requant = Files.writeString(home.resolve("requant"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(requant, PosixFilePermissions.fromString("rwx------"));
    return LoadProcess.start(home, 80, home.resolve("load.log"));
  }

  private void await(String line) throws Exception {
    while (!Files.readString(home.resolve("load.log")).contains(line)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void it_is_the_verb_load_with_a_time_limit_and_ends_when_it_is_told_to() throws Exception {
    LoadProcess load =
        start(
            """
            trap 'echo bye; exit 0' TERM
            echo "$@"
            while true; do sleep 0.02; done
            """);
    await("--seconds");
    assertThat(load.alive()).isTrue();
    load.close();
    assertThat(load.alive()).isFalse();
    assertThat(load.log()).hasContent("load --cpu 80 --seconds 60\nbye");
  }

  @Test
  void one_that_ends_by_itself_is_seen_to_have_ended() throws Exception {
    try (LoadProcess load = start("echo 'no such verb' >&2\nexit 2\n")) {
      while (load.alive()) {
        Thread.onSpinWait();
      }
      assertThat(load.log()).hasContent("no such verb");
    }
  }
}
