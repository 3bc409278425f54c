package io.requant.bench.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLoadTest {

  @TempDir private Path folder;

  @Test
  void waiting_other_processes_and_the_hypervisor_make_it_busy() {
    assertThat(new MachineLoad(0.99, 0.02, 0, true).busy()).isFalse();
    assertThat(new MachineLoad(0.90, 0.02, 0, true).busy()).isTrue();
    assertThat(new MachineLoad(0.99, 0.50, 0, true).busy()).isTrue();
    assertThat(new MachineLoad(0.99, 0.02, 0.1, true).busy()).isTrue();
  }

  @Test
  void stolen_and_foreign_time_is_read_from_the_kernel() throws IOException {
    Path stat = Files.writeString(folder.resolve("stat"), "cpu  100 0 50 900 0 0 0 10 0 0\n");
    MachineLoad.Watch watch = new MachineLoad.Watch(stat);
    // An hour of another process and of the hypervisor.
    Files.writeString(stat, "cpu  360100 0 50 900 0 0 0 360010 0 0\n");
    MachineLoad load = watch.load();
    assertThat(load.known()).isTrue();
    assertThat(load.otherCores()).isGreaterThan(100);
    assertThat(load.stealCores()).isGreaterThan(100);
  }

  @Test
  void without_such_a_file_only_the_own_share_is_known() {
    MachineLoad load = new MachineLoad.Watch(folder.resolve("none")).load();
    assertThat(load.known()).isFalse();
    assertThat(load.otherCores()).isZero();
  }
}
