package io.requant.resources.internal.device;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a control group allows and uses. A group of version 1 has limits of one kind only.
 *
 * @param path path within its hierarchy, for people
 * @param cpuCores processors that its quota amounts to, above 0
 * @param cpuUsedNanos processor time that it has used since it began
 * @param memoryBytes memory that it may hold
 * @param memoryUsedBytes memory that it holds, without file pages that the kernel drops first
 */
record CgroupLimit(
    String path,
    OptionalDouble cpuCores,
    OptionalLong cpuUsedNanos,
    OptionalLong memoryBytes,
    OptionalLong memoryUsedBytes) {}
