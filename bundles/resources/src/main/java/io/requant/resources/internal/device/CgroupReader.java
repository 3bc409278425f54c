package io.requant.resources.internal.device;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads the limits of the control groups that this process is in, of version 1 and 2 (Linux
 * Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst, scheduler/sched-bwc.rst). A limit
 * that is missing, "max" or no number is no limit.
 */
final class CgroupReader {

  /** Version 1 says "no limit" with the largest page-aligned number; nothing real is near it. */
  private static final long UNLIMITED = 1L << 60;

  private static final int MAX_DEPTH = 32;
  private static final double MAX_CORES = 1 << 16;

  private final Path root;

  /**
   * Reads from a file tree.
   *
   * @param root what {@code /proc} and {@code /sys} are in: {@code /}, or a test's tree
   */
  CgroupReader(Path root) {
    this.root = root;
  }

  /** The groups with limits, from the process's own upwards. */
  List<CgroupLimit> limits() {
    Path mount = root.resolve("sys/fs/cgroup");
    Map<String, String> groups = ownGroups();
    List<CgroupLimit> limits = new ArrayList<>();
    if (Files.exists(mount.resolve("cgroup.controllers"))) {
      for (Path group : upwards(mount, groups.getOrDefault("", "/"))) {
        version2(mount, group).ifPresent(limits::add);
      }
      return limits;
    }
    for (Path group : upwards(mount.resolve("cpu"), groups.getOrDefault("cpu", "/"))) {
      cpuVersion1(mount, group).ifPresent(limits::add);
    }
    for (Path group : upwards(mount.resolve("memory"), groups.getOrDefault("memory", "/"))) {
      memoryVersion1(mount, group).ifPresent(limits::add);
    }
    return limits;
  }

  /** Path of the own group by controller; the empty name is the hierarchy of version 2. */
  private Map<String, String> ownGroups() {
    Map<String, String> groups = new HashMap<>();
    for (String line :
        SmallFile.read(root.resolve("proc/self/cgroup")).orElse("").split("\n", -1)) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3) {
        for (String controller : fields[1].split(",", -1)) {
          groups.putIfAbsent(controller, fields[2]);
        }
      }
    }
    return groups;
  }

  /**
   * The group's folder and those above it, up to the mount. In a container the path may be that of
   * the host, which is not mounted: then the mount itself is the group.
   */
  private static List<Path> upwards(Path mount, String group) {
    Path folder;
    try {
      folder = mount.resolve(group.replaceFirst("^/+", "")).normalize();
    } catch (InvalidPathException e) {
      folder = mount;
    }
    if (!folder.startsWith(mount) || !Files.isDirectory(folder)) {
      folder = mount;
    }
    List<Path> folders = new ArrayList<>();
    while (folder.startsWith(mount) && folders.size() < MAX_DEPTH) {
      folders.add(folder);
      folder = folder.getParent();
    }
    return folders;
  }

  private static Optional<CgroupLimit> version2(Path mount, Path group) {
    String[] max = words(group.resolve("cpu.max"));
    OptionalDouble cores =
        max.length == 2 ? cores(number(max[0]), number(max[1])) : OptionalDouble.empty();
    OptionalLong memory = bytes(group.resolve("memory.max"));
    return limit(
        mount,
        group,
        cores,
        times(keyed(group.resolve("cpu.stat"), "usage_usec"), 1000),
        memory,
        less(
            single(group.resolve("memory.current")),
            keyed(group.resolve("memory.stat"), "inactive_file")));
  }

  private static Optional<CgroupLimit> cpuVersion1(Path mount, Path group) {
    Path hierarchy = mount.resolve("cpu");
    OptionalDouble cores =
        cores(
            single(group.resolve("cpu.cfs_quota_us")), single(group.resolve("cpu.cfs_period_us")));
    Path accounts = mount.resolve("cpuacct").resolve(hierarchy.relativize(group));
    return limit(
        hierarchy,
        group,
        cores,
        single(accounts.resolve("cpuacct.usage")),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static Optional<CgroupLimit> memoryVersion1(Path mount, Path group) {
    return limit(
        mount.resolve("memory"),
        group,
        OptionalDouble.empty(),
        OptionalLong.empty(),
        bytes(group.resolve("memory.limit_in_bytes")),
        less(
            single(group.resolve("memory.usage_in_bytes")),
            keyed(group.resolve("memory.stat"), "total_inactive_file")));
  }

  private static Optional<CgroupLimit> limit(
      Path mount,
      Path group,
      OptionalDouble cores,
      OptionalLong cpuUsed,
      OptionalLong memory,
      OptionalLong memoryUsed) {
    return cores.isEmpty() && memory.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CgroupLimit("/" + mount.relativize(group), cores, cpuUsed, memory, memoryUsed));
  }

  private static OptionalDouble cores(OptionalLong quota, OptionalLong period) {
    if (quota.orElse(0) <= 0 || period.orElse(0) <= 0) {
      return OptionalDouble.empty();
    }
    double cores = (double) quota.getAsLong() / period.getAsLong();
    return cores < MAX_CORES ? OptionalDouble.of(cores) : OptionalDouble.empty();
  }

  private static OptionalLong bytes(Path file) {
    OptionalLong limit = single(file);
    return limit.orElse(0) > 0 && limit.getAsLong() < UNLIMITED ? limit : OptionalLong.empty();
  }

  private static OptionalLong single(Path file) {
    String[] words = words(file);
    return words.length == 1 ? number(words[0]) : OptionalLong.empty();
  }

  private static OptionalLong keyed(Path file, String key) {
    for (String line : SmallFile.read(file).orElse("").split("\n", -1)) {
      if (line.startsWith(key + " ")) {
        return number(line.substring(key.length() + 1).strip());
      }
    }
    return OptionalLong.empty();
  }

  private static String[] words(Path file) {
    return SmallFile.read(file).orElse("").strip().split("\\s+", -1);
  }

  /** A decimal number; what is none, or does not fit, is no limit ("max", "-1", garbage). */
  private static OptionalLong number(String word) {
    try {
      return word.length() > 20 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(word));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong times(OptionalLong value, long factor) {
    return value.isPresent() && Math.abs(value.getAsLong()) < Long.MAX_VALUE / factor
        ? OptionalLong.of(value.getAsLong() * factor)
        : OptionalLong.empty();
  }

  private static OptionalLong less(OptionalLong used, OptionalLong droppable) {
    return used.isEmpty()
        ? used
        : OptionalLong.of(Math.max(0, used.getAsLong() - Math.max(0, droppable.orElse(0))));
  }
}
