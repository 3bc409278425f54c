package io.requant.dscprune.internal.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemStoreTest {
  private static final List<Item> ITEMS = OneProcess.items().subList(0, 8);

  @TempDir Path directory;

  /** At any point: before an item, while it is measured, or between all of them. */
  @Property(tries = 60)
  void an_interrupted_run_measures_nothing_twice(
      @ForAll @IntRange(min = 1, max = 8) int first, @ForAll @IntRange(min = 1, max = 8) int second)
      throws Exception {
    Path folder = Files.createTempDirectory("items");
    List<String> measured = new ArrayList<>();
    List<String> finished = new ArrayList<>();
    for (int failsAt : new int[] {first, second, 0}) {
      int before = finished.size();
      ItemStore.Measurement measurement =
          item -> {
            measured.add(item.key());
            if (failsAt > 0 && measured.size() - before >= failsAt) {
              throw new IOException("power failure");
            }
            finished.add(item.key());
            return OneProcess.finding(item);
          };
      measured.clear();
      measured.addAll(finished);
      try {
        List<Finding> all =
            new ItemStore(folder, "test").all(ITEMS, measurement, (done, finding) -> {});
        assertThat(all).isEqualTo(ITEMS.stream().map(OneProcess::finding).toList());
      } catch (IOException e) {
        assertThat(e).hasMessage("power failure");
      }
    }
    assertThat(finished).doesNotHaveDuplicates().hasSize(ITEMS.size());
  }

  @Test
  void an_interrupt_ends_the_run_before_the_next_item() throws Exception {
    List<String> measured = new ArrayList<>();
    ItemStore store = new ItemStore(directory, "test");
    assertThatThrownBy(
            () ->
                store.all(
                    ITEMS,
                    item -> {
                      measured.add(item.key());
                      return OneProcess.finding(item);
                    },
                    (done, finding) -> {
                      if (done == 3) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(Exception.class);
    assertThat(Thread.interrupted() || measured.size() == 3).isTrue();
    assertThat(measured).hasSize(3);
  }

  @Test
  void two_processes_share_the_work_and_survive_the_death_of_a_third() throws Exception {
    Path folder = directory.resolve("items");
    Path log = directory.resolve("log");
    Process dying = process(folder, log, 4);
    assertThat(dying.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(dying.exitValue()).isEqualTo(9);
    assertThat(Files.readAllLines(log)).hasSize(3);

    Process one = process(folder, log, 0);
    Process other = process(folder, log, 0);
    assertThat(one.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(one.exitValue()).isZero();
    assertThat(other.exitValue()).isZero();
    assertThat(Files.readAllLines(log)).doesNotHaveDuplicates().hasSize(30);
  }

  private static Process process(Path folder, Path log, int dies) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            OneProcess.class.getName(),
            folder.toString(),
            log.toString(),
            Integer.toString(dies))
        .inheritIO()
        .start();
  }

  @Test
  void findings_of_other_settings_are_not_taken_for_ours() throws Exception {
    new ItemStore(directory, "one network");
    assertThatThrownBy(() -> new ItemStore(directory, "another"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one network")
        .hasMessageContaining("give another --out");
  }

  @Test
  void a_damaged_finding_is_named() throws Exception {
    ItemStore store = new ItemStore(directory, "test");
    Files.writeString(directory.resolve("side-1.json"), "{\"key\":");
    assertThatThrownBy(() -> store.read(ITEMS.get(0)))
        .hasMessageContaining("side-1.json is damaged: remove it");
    Files.writeString(
        directory.resolve("side-1.json"),
        "{\"key\":\"side-2\",\"accuracy\":1,\"macs\":1,\"parameters\":1}");
    assertThatThrownBy(() -> store.read(ITEMS.get(0))).hasMessageContaining("is about 'side-2'");
  }
}
