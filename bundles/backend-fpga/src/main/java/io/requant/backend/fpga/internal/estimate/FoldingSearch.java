package io.requant.backend.fpga.internal.estimate;

import io.requant.backend.fpga.internal.cycle.CycleModel;
import io.requant.backend.fpga.internal.cycle.FifoSizing;
import io.requant.backend.fpga.internal.plan.Folding;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.NoHardwareException;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.Planner;
import io.requant.backend.fpga.internal.plan.Windowed;
import io.requant.model.program.Program;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds hardware: the least that reaches a number of clocks per frame, or the fastest that a device
 * holds. Every candidate is timed by the cycle model; resources are estimates.
 */
public final class FoldingSearch {

  private static final int FRAMES = 3;
  private static final int PACE_STEPS = 8;
  private static final boolean[] PADDED = {true, false};

  private final String name;
  private final Program program;
  private final Device device;
  private final Estimator estimator;
  private final int widthStep;

  /** Searches for a network's program on a device, for that device alone. */
  public FoldingSearch(String name, Program program, Device device) {
    this(name, program, device, Folding.TIGHT);
  }

  /** The same with widths rounded up to multiples of a step. */
  public FoldingSearch(String name, Program program, Device device, int widthStep) {
    this.widthStep = widthStep;
    this.name = name;
    this.program = program;
    this.device = device;
    this.estimator = new Estimator(device.family());
  }

  /**
   * Hardware with its figures.
   *
   * @param hardware the hardware, FIFOs sized
   * @param resources what it takes, estimated
   * @param latency clocks of one frame alone, by the cycle model
   * @param interval clocks between frames that come back to back, by the cycle model
   */
  public record Found(Hardware hardware, Resources resources, long latency, long interval) {}

  /** The fastest hardware that fits the device by its estimates; empty if nothing does. */
  public Optional<Found> fill() {
    long serial = serial();
    for (long pace : paces(serial)) {
      if (load(pace) <= 1) {
        return fitting(pace, serial);
      }
    }
    return Optional.empty();
  }

  /** Simulation says how deep the FIFOs are: it may take a little less parallelism. */
  private Optional<Found> fitting(long pace, long serial) {
    for (long target = pace; target <= serial; target = target * 11 / 10 + 1) {
      Optional<Found> found = best(target);
      if (found.filter(f -> device.fits(f.resources())).isPresent()) {
        return found;
      }
    }
    return best(serial).filter(f -> device.fits(f.resources()));
  }

  /** Where nothing fits: the hardware that lacks least, by the kind of cell that it lacks most. */
  public Optional<Found> closest() {
    return paces(serial()).stream().min(Comparator.comparingDouble(this::load)).flatMap(this::best);
  }

  /**
   * Paces worth a look, the fastest first. Slower is not always smaller: a memory may fill its
   * blocks better when it is read wider.
   */
  private List<Long> paces(long serial) {
    List<Long> paces = new ArrayList<>();
    long pace = new FoldingChoice(program, device, true).fastest();
    for (; pace < serial; pace += Math.max(1, pace / PACE_STEPS)) {
      paces.add(pace);
    }
    paces.add(serial);
    return paces;
  }

  /** Clocks per frame of hardware that does everything one by one. */
  private long serial() {
    long serial = 1;
    for (boolean padded : PADDED) {
      serial = Math.max(serial, plan(padded, Long.MAX_VALUE).map(Hardware::bottleneck).orElse(1L));
    }
    return serial;
  }

  /** Hardware for the fastest pace there is, whether it fits or not. */
  public Optional<Found> fastest() {
    return best(new FoldingChoice(program, device, true).fastest());
  }

  /**
   * Load of the device at a pace, with a guess of the FIFOs; infinite if nothing can be planned.
   */
  private double load(long target) {
    double least = Double.POSITIVE_INFINITY;
    for (boolean padded : PADDED) {
      Optional<Hardware> rough = plan(padded, target).map(FifoSizing::guess);
      if (rough.isPresent()) {
        least = Math.min(least, device.load(estimator.of(withMultipliers(rough.get()))));
      }
    }
    return least;
  }

  /**
   * The least hardware for a pace, whether it fits or not.
   *
   * @param clocks most clocks between frames
   * @return empty if the network cannot be folded to this pace
   */
  public Optional<Found> reach(long clocks) {
    long fastest = new FoldingChoice(program, device, true).fastest();
    for (long target = clocks; target >= fastest; target = target * 9 / 10) {
      Optional<Found> found = best(target);
      if (found.isPresent() && found.get().interval() <= clocks) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Hardware of one given folding. */
  public Found of(Folding folding) {
    return time(Planner.plan(name, program, folding));
  }

  /** Timed hardware for a target: padded folding or dividing folding, whichever is better. */
  private Optional<Found> best(long target) {
    Found best = null;
    for (boolean padded : PADDED) {
      Hardware hardware = plan(padded, target).orElse(null);
      if (hardware != null) {
        Found found = time(hardware);
        if (best == null || better(found, best)) {
          best = found;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private boolean better(Found one, Found other) {
    boolean fits = device.fits(one.resources());
    if (fits != device.fits(other.resources())) {
      return fits;
    }
    return one.interval() < other.interval();
  }

  private Found time(Hardware planned) {
    Hardware sized = FifoSizing.size(planned, limit(planned));
    CycleModel.Run run = CycleModel.run(sized, FRAMES, limit(sized));
    Hardware hardware = withMultipliers(sized);
    return new Found(hardware, estimator.of(hardware), run.latency(), run.interval());
  }

  /**
   * As many layers in look-up tables as it takes to fit the device's multipliers: those first that
   * cost fewest tables. If nothing fits, all stay in multipliers.
   */
  private Hardware withMultipliers(Hardware hardware) {
    List<Node> layers =
        hardware.nodes().stream()
            .filter(node -> tables(node) > 0)
            .sorted(Comparator.comparingDouble(this::tables))
            .toList();
    Set<Node> inTables = new HashSet<>();
    Hardware candidate = hardware;
    for (int k = 0; ; k++) {
      Resources needed = estimator.of(candidate);
      if (device.fits(needed)) {
        return candidate;
      }
      if (k == layers.size() || needed.dsp() <= device.dsp()) {
        return hardware;
      }
      inTables.add(layers.get(k));
      candidate = hardware.map(node -> inTables.contains(node) ? inTables(node) : node);
    }
  }

  /** What a layer's multipliers would cost in tables; 0 if it has none. */
  private double tables(Node node) {
    return node.equals(inTables(node)) ? 0 : estimator.of(inTables(node)).lut();
  }

  private static Node inTables(Node node) {
    if (node instanceof Windowed.Conv conv) {
      return conv.withDsp(false);
    }
    return node instanceof Windowed.Channelwise lanes && lanes.weights() != null
        ? lanes.withDsp(false)
        : node;
  }

  /** Clocks after which hardware that has not finished some frames never will. */
  public static long limit(Hardware hardware) {
    return 1_000_000 + 200 * hardware.bottleneck();
  }

  private Optional<Hardware> plan(boolean padded, long target) {
    try {
      Folding folding =
          new FoldingChoice(program, device, padded).forTarget(target).withWidthStep(widthStep);
      return Optional.of(Planner.plan(name, program, folding));
    } catch (NoHardwareException e) {
      return Optional.empty();
    }
  }
}
