package io.requant.benchmarks;

import io.requant.backend.pi.internal.kernel.NarrowScale;
import io.requant.model.arithmetic.Requantizer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Requantization of one accumulator: the rule in 64 bits, and its proven 32-bit form. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@OperationsPerInvocation(RequantizationBenchmark.COUNT)
public class RequantizationBenchmark {

  static final int COUNT = 4096;
  private static final int BOUND = 1 << 20;
  private static final int HIGH = 255;

  private final int[] sums = new int[COUNT];
  private final byte[] out = new byte[COUNT];
  private final Requantizer rule = Requantizer.of(1.7e-4);
  private final NarrowScale narrow = NarrowScale.of(rule.multiplier(), rule.shift(), BOUND);

  /** Draws accumulators. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    for (int i = 0; i < COUNT; i++) {
      sums[i] = random.nextInt(2 * BOUND) - BOUND;
    }
  }

  /** The rule as it is defined. */
  @Benchmark
  public byte[] wide() {
    int multiplier = rule.multiplier();
    int shift = rule.shift();
    for (int i = 0; i < COUNT; i++) {
      out[i] = (byte) Requantizer.clamp(Requantizer.apply(sums[i], multiplier, shift), 0, HIGH);
    }
    return out;
  }

  /** The form that engines use where a bound allows it. */
  @Benchmark
  public byte[] narrow() {
    NarrowScale scale = narrow;
    for (int i = 0; i < COUNT; i++) {
      out[i] = (byte) Math.max(0, Math.min(HIGH, scale.apply(sums[i])));
    }
    return out;
  }
}
