package io.requant.backend.pi.internal.jni;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The library of C kernels, loaded once per class loader: inside a framework the bundle's own copy,
 * outside it the one that the build put beside the classes.
 *
 * <p>Handles are addresses of plans. Nothing is checked about them in C: only {@link NativePlan}
 * holds one.
 */
final class NativeLibrary {

  private static final String NAME = "requant_pi";
  private static final Logger LOGGER = System.getLogger(NativeLibrary.class.getName());
  private static final List<NativeUnit> UNITS = load();

  private NativeLibrary() {}

  /** Units that this processor can run, fastest first; empty if there is no library for it. */
  static List<NativeUnit> units() {
    return UNITS;
  }

  private static List<NativeUnit> load() {
    try {
      loadLibrary();
      List<NativeUnit> found = new ArrayList<>();
      for (int i = 0; unitName(i) != null; i++) {
        if (unitRank(i) > 0) {
          found.add(new NativeUnit(i, unitName(i), unitRank(i)));
        }
      }
      found.sort(Comparator.comparingInt(NativeUnit::rank).reversed());
      return List.copyOf(found);
    } catch (UnsatisfiedLinkError e) {
      LOGGER.log(Level.INFO, "no native kernels, computing in Java: {0}", e.getMessage());
      return List.of();
    }
  }

  @SuppressWarnings("restricted")
  private static void loadLibrary() {
    try {
      System.loadLibrary(NAME);
    } catch (UnsatisfiedLinkError absent) {
      String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
      String file =
          "/native/linux-%s/lib%s.so".formatted(arch.equals("amd64") ? "x86_64" : arch, NAME);
      URL beside = NativeLibrary.class.getResource(file);
      if (beside == null || !beside.getProtocol().equals("file")) {
        throw absent;
      }
      try {
        System.load(Path.of(beside.toURI()).toString());
      } catch (URISyntaxException e) {
        throw absent;
      }
    }
  }

  /** Name of a unit of the library; null after the last. */
  private static native String unitName(int index);

  /** Rank of a unit; 0 if this processor cannot run it. */
  private static native int unitRank(int index);

  /**
   * Builds a plan.
   *
   * @param unit index of a unit that this processor can run
   * @param serial form that {@link SerialPlan} writes
   * @param size bytes of it, from the first
   * @param inputs bytes that every input will have
   * @param outputs elements that every result will have room for
   * @return handle, to be given to {@link #free} once
   * @throws OutOfMemoryError if native memory runs out; nothing is left behind
   * @throws IllegalStateException if the C side refuses the plan
   */
  static native long create(int unit, byte[] serial, int size, int inputs, int outputs);

  /** Native bytes of a plan. */
  static native long bytes(long handle);

  /**
   * Native bytes that all plans of this library together save by having the packed weights of equal
   * layers once.
   */
  static native long saved();

  /** Convolutions of a plan that skip zeros. */
  static native int sparse(long handle);

  /** Picoseconds that the convolutions of bytes of a plan are predicted to take. */
  static native long predicted(long handle);

  /**
   * Computes.
   *
   * @param input direct; the input's bytes from index {@code at}
   * @param logits direct, in native byte order; receives all outputs from index 0
   */
  static native void infer(long handle, ByteBuffer input, int at, IntBuffer logits);

  /**
   * Multiplies in registers, as fast as the unit can.
   *
   * @param unit index of a unit
   * @param steps length of the loop
   * @param bits width of the operands: 8 or 16
   * @return how many products it was; 0 if the unit has none of that width
   */
  static native long peak(int unit, int steps, int bits);

  /** Frees a plan. */
  static native void free(long handle);
}
