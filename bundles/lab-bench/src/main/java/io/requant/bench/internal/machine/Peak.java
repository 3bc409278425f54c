package io.requant.bench.internal.machine;

import io.requant.api.resource.PeakProbe;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A measured ceiling of one core.
 *
 * @param kernel what reached it
 * @param operandBits width of the operands
 * @param macsPerSecond multiply-accumulates a second
 */
public record Peak(String kernel, int operandBits, double macsPerSecond) {

  /** Named, not referred to: without the module it does not link. */
  private static final String VECTOR = "io.requant.bench.internal.vector.VectorPeak";

  private static final System.Logger LOG = System.getLogger(Peak.class.getName());

  /** Measures the ceilings of this core: those of the services, and that of the Vector API. */
  public static List<Peak> measure(List<PeakProbe> services, Duration each) {
    List<PeakProbe> probes = new ArrayList<>(services);
    try {
      probes.add(
          Class.forName(VECTOR, true, Peak.class.getClassLoader())
              .asSubclass(PeakProbe.class)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      LOG.log(Level.WARNING, "no peak of the Vector API: --add-modules jdk.incubator.vector");
    }
    return probes.stream()
        .map(p -> new Peak(p.kernel(), p.operandBits(), p.macsPerSecond(each)))
        .toList();
  }
}
