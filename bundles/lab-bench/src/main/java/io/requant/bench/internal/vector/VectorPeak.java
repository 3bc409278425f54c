package io.requant.bench.internal.vector;

import io.requant.api.resource.PeakProbe;
import java.time.Duration;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Fused multiply-add of the Vector API in registers: twelve independent sums, more than latency
 * times issue width of any processor so far, and no memory.
 */
public final class VectorPeak implements PeakProbe {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int SUMS = 12;
  private static final int STEPS = 1024;
  private static final float FACTOR = 0.999f;
  private static final double LESS = 0.99;

  /** Sweeps that bring the compiler to its end, however slowly they start. */
  private static final int LEAST = 1000;

  private float digest;

  @Override
  public String kernel() {
    return "fp32 fused multiply-add, Vector API, " + SPECIES.vectorBitSize() + " bits";
  }

  @Override
  public int operandBits() {
    return Float.SIZE;
  }

  @Override
  public double macsPerSecond(Duration time) {
    long improved = System.nanoTime();
    long now = improved;
    long best = Long.MAX_VALUE;
    // The compiler may come late on a busy machine: the time counts from the last improvement.
    for (int sweep = 0; sweep < LEAST || now - improved < time.toNanos(); sweep++) {
      digest = sweep(FACTOR + digest * 0);
      long end = System.nanoTime();
      if (end - now < best * LESS) {
        best = end - now;
        improved = end;
      }
      now = end;
    }
    if (Float.isNaN(digest)) {
      throw new IllegalStateException("the probe computed no numbers");
    }
    return (double) STEPS * SUMS * SPECIES.length() / best * 1e9;
  }

  /** Sums shrink towards 1 / (1 - factor): they neither overflow nor vanish. */
  private static float sweep(float factor) {
    FloatVector f = FloatVector.broadcast(SPECIES, factor);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector a = one;
    FloatVector b = one;
    FloatVector c = one;
    FloatVector d = one;
    FloatVector e = one;
    FloatVector g = one;
    FloatVector h = one;
    FloatVector i = one;
    FloatVector j = one;
    FloatVector k = one;
    FloatVector l = one;
    FloatVector m = one;
    for (int step = 0; step < STEPS; step++) {
      a = a.fma(f, one);
      b = b.fma(f, one);
      c = c.fma(f, one);
      d = d.fma(f, one);
      e = e.fma(f, one);
      g = g.fma(f, one);
      h = h.fma(f, one);
      i = i.fma(f, one);
      j = j.fma(f, one);
      k = k.fma(f, one);
      l = l.fma(f, one);
      m = m.fma(f, one);
    }
    FloatVector sum =
        a.add(b).add(c).add(d).add(e).add(g).add(h).add(i).add(j).add(k).add(l).add(m);
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
