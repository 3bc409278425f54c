package io.requant.backend.pi.internal.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Whether this JVM fuses multiplication and addition in hardware. Where it does not (old Atoms),
 * {@code fma} is computed with big decimals, thousands of times slower than two instructions.
 */
final class FusedMultiplyAdd {

  /** Fixed when the class is loaded, so that compiled code has no branch for it. */
  static final boolean IN_HARDWARE = probe();

  private FusedMultiplyAdd() {}

  private static boolean probe() {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean != null && Boolean.parseBoolean(bean.getVMOption("UseFMA").getValue());
    } catch (LinkageError | IllegalArgumentException e) {
      return false; // another JVM, or one without jdk.management: two instructions are always right
    }
  }
}
