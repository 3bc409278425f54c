package io.requant.backend.fpga.internal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCacheTest {

  @TempDir private Path root;

  private BuildCache cache(int most, long second) {
    return new BuildCache(root, most, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
  }

  private static void write(Path folder, String text) throws java.io.IOException {
    Files.writeString(folder.resolve("result"), text);
  }

  @Test
  void aResultIsBuiltOnce() throws Exception {
    AtomicInteger builds = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      Path result =
          cache(2, i)
              .get(
                  "a",
                  folder -> {
                    builds.incrementAndGet();
                    write(folder, "x");
                  });
      assertThat(result.resolve("result")).hasContent("x");
    }
    assertThat(builds).hasValue(1);
  }

  @Test
  void aBuildThatFailsLeavesNothingBehind() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                cache(2, 0)
                    .get(
                        "a",
                        folder -> {
                          write(folder, "half");
                          throw new ToolException("it failed");
                        }))
        .withMessageContaining("it failed");
    try (var entries = Files.list(root)) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void theLongestUnusedResultsGo() {
    cache(2, 1).get("a", folder -> write(folder, "a"));
    cache(2, 2).get("b", folder -> write(folder, "b"));
    cache(2, 3).get("a", folder -> write(folder, "never"));
    cache(2, 4).get("c", folder -> write(folder, "c"));
    assertThat(root.resolve("a")).exists();
    assertThat(root.resolve("c")).exists();
    assertThat(root.resolve("b")).doesNotExist();
  }

  @Test
  void keysTellTextsApartThatJoinToTheSame() {
    assertThat(BuildCache.key(List.of("ab", "c"))).isNotEqualTo(BuildCache.key(List.of("a", "bc")));
  }
}
