package io.requant.resources.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupReaderTest {

  @TempDir Path root;

  @Test
  void aQuotaAndAMemoryLimitOfVersion2() throws IOException {
    version2("0::/app\n");
    write("sys/fs/cgroup/app/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/app/cpu.stat", "usage_usec 42\nuser_usec 40\n");
    write("sys/fs/cgroup/app/memory.max", "536870912\n");
    write("sys/fs/cgroup/app/memory.current", "400000000\n");
    write("sys/fs/cgroup/app/memory.stat", "anon 1\ninactive_file 100000000\n");
    CgroupLimit limit = only(new CgroupReader(root).limits());
    assertThat(limit.path()).isEqualTo("/app");
    assertThat(limit.cpuCores()).hasValue(1.5);
    assertThat(limit.cpuUsedNanos()).hasValue(42_000);
    assertThat(limit.memoryBytes()).hasValue(536_870_912L);
    assertThat(limit.memoryUsedBytes()).hasValue(300_000_000L);
  }

  @Test
  void limitsOfOuterGroupsCountToo() throws IOException {
    version2("0::/system.slice/requant.service\n");
    write("sys/fs/cgroup/system.slice/requant.service/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/system.slice/requant.service/memory.max", "100000000\n");
    write("sys/fs/cgroup/system.slice/cpu.max", "50000 100000\n");
    List<CgroupLimit> limits = new CgroupReader(root).limits();
    assertThat(limits)
        .extracting(CgroupLimit::path)
        .containsExactly("/system.slice/requant.service", "/system.slice");
    assertThat(limits.get(0).cpuCores()).isEmpty();
    assertThat(limits.get(1).cpuCores()).hasValue(0.5);
  }

  @Test
  void aQuotaAndAMemoryLimitOfVersion1() throws IOException {
    write("proc/self/cgroup", "4:memory:/box\n2:cpuacct:/box\n1:cpu:/box\n0::/\n");
    write("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "25000\n");
    write("sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
    write("sys/fs/cgroup/cpuacct/box/cpuacct.usage", "777\n");
    write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "1000000\n");
    write("sys/fs/cgroup/memory/box/memory.usage_in_bytes", "600000\n");
    write("sys/fs/cgroup/memory/box/memory.stat", "cache 9\ntotal_inactive_file 200000\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    List<CgroupLimit> limits = new CgroupReader(root).limits();
    assertThat(limits).hasSize(2);
    assertThat(limits.get(0).cpuCores()).hasValue(0.25);
    assertThat(limits.get(0).cpuUsedNanos()).hasValue(777);
    assertThat(limits.get(1).memoryBytes()).hasValue(1_000_000);
    assertThat(limits.get(1).memoryUsedBytes()).hasValue(400_000);
  }

  @Test
  void noLimitIsNoEntry() throws IOException {
    version2("0::/\n");
    write("sys/fs/cgroup/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    assertThat(new CgroupReader(root).limits()).isEmpty();
    assertThat(new CgroupReader(root.resolve("nothing")).limits()).isEmpty();
  }

  @Test
  void theHostsPathThatAContainerCannotSeeMeansTheMountItself() throws IOException {
    version2("0::/docker/0123456789\n");
    write("sys/fs/cgroup/cpu.max", "100000 100000\n");
    assertThat(only(new CgroupReader(root).limits()).cpuCores()).hasValue(1);
  }

  @Test
  void aPathThatLeadsOutOfTheTreeIsNotFollowed() throws IOException {
    version2("0::/../../../secret\n");
    write("secret/cpu.max", "1 100000\n");
    write("sys/fs/cgroup/cpu.max", "100000 100000\n");
    assertThat(only(new CgroupReader(root).limits()).cpuCores()).hasValue(1);
  }

  @Test
  void nonsenseIsNoLimit() throws IOException {
    String[] nonsense = {
      "",
      "\n",
      "max",
      "max max",
      "100000",
      "100000 0",
      "0 100000",
      "-1 100000",
      "1e5 100000",
      "99999999999999999999999 1",
      "9223372036854775807 1",
      "100000 100000 100000",
      "\0\0\0"
    };
    for (String content : nonsense) {
      version2("0::/\n");
      write("sys/fs/cgroup/cpu.max", content);
      write("sys/fs/cgroup/memory.max", "-5");
      assertThat(new CgroupReader(root).limits()).as(content).isEmpty();
    }
  }

  @Test
  void aFolderInPlaceOfAFileIsNoLimit() throws IOException {
    version2("0::/\n");
    Files.createDirectories(root.resolve("sys/fs/cgroup/cpu.max"));
    Files.createDirectories(root.resolve("sys/fs/cgroup/memory.max"));
    assertThat(new CgroupReader(root).limits()).isEmpty();
  }

  @Test
  void aHugeFileIsCutOff() throws IOException {
    version2("0::/\n");
    byte[] noise = new byte[4 << 20];
    new Random(1).nextBytes(noise);
    Files.write(root.resolve("sys/fs/cgroup/cpu.max"), noise);
    assertThat(new CgroupReader(root).limits()).isEmpty();
    assertThat(SmallFile.read(root.resolve("sys/fs/cgroup/cpu.max")).orElseThrow())
        .hasSize(SmallFile.MAX_BYTES);
  }

  @Property(tries = 60, seed = "20240808")
  void whateverTheFilesSayTheReaderAnswers(
      @ForAll @StringLength(max = 60) String groups,
      @ForAll @StringLength(max = 30) String quota,
      @ForAll @StringLength(max = 60) String stat)
      throws IOException {
    Path tree = Files.createTempDirectory("cgroup");
    try {
      CgroupReaderTest fixture = new CgroupReaderTest();
      fixture.root = tree;
      fixture.version2(groups);
      fixture.write("sys/fs/cgroup/cpu.max", quota);
      fixture.write("sys/fs/cgroup/memory.max", quota);
      fixture.write("sys/fs/cgroup/cpu.stat", stat);
      for (CgroupLimit limit : new CgroupReader(tree).limits()) {
        assertThat(limit.cpuCores().orElse(1)).isPositive().isFinite();
        assertThat(limit.memoryBytes().orElse(1)).isPositive();
      }
    } finally {
      try (var files = Files.walk(tree)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void thisMachineIsRead() {
    assertThat(new CgroupReader(Path.of("/")).limits())
        .allSatisfy(limit -> assertThat(limit.path()).startsWith("/"));
  }

  private void version2(String groups) throws IOException {
    write("proc/self/cgroup", groups);
    write("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content, StandardCharsets.UTF_8);
  }

  private static CgroupLimit only(List<CgroupLimit> limits) {
    assertThat(limits).hasSize(1);
    return limits.get(0);
  }
}
