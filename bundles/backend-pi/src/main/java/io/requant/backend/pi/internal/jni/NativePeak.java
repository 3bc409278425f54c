package io.requant.backend.pi.internal.jni;

import io.requant.api.resource.PeakProbe;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How fast the instructions of one unit multiply and accumulate, without memory. */
public final class NativePeak implements PeakProbe {

  /** Some ten microseconds: short enough to run undisturbed on a busy machine. */
  private static final int STEPS = 4000;

  private final NativeUnit unit;
  private final int bits;

  private NativePeak(NativeUnit unit, int bits) {
    this.unit = unit;
    this.bits = bits;
  }

  /** Probes of the fastest unit of this processor, one for each width; none without natives. */
  public static List<NativePeak> all() {
    return NativeLibrary.units().stream()
        .limit(1)
        .flatMap(
            unit -> Stream.of(new NativePeak(unit, Byte.SIZE), new NativePeak(unit, Short.SIZE)))
        .filter(peak -> NativeLibrary.peak(peak.unit.index(), 1, peak.bits) > 0)
        .toList();
  }

  @Override
  public String kernel() {
    return "int%d products, %s".formatted(bits, unit.name());
  }

  @Override
  public int operandBits() {
    return bits;
  }

  @Override
  public double macsPerSecond(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    double best = 0;
    long now = System.nanoTime();
    do {
      long macs = NativeLibrary.peak(unit.index(), STEPS, bits);
      long after = System.nanoTime();
      best = Math.max(best, 1e9 * macs / Math.max(1, after - now));
      now = after;
    } while (now < end);
    return best;
  }
}
