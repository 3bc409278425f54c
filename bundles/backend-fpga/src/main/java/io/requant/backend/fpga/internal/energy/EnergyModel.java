package io.requant.backend.fpga.internal.energy;

import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.Scaling;
import io.requant.backend.fpga.internal.plan.Windowed;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Estimates the energy of an inference: no board was measured, and none is modelled cell by cell.
 *
 * <pre>
 * static  = static power x clocks between frames / clock
 * dynamic = FPGA factor x (sum over layers of products x toggles x energy of product and sum
 *           + requantizations + bits of weights, windows and FIFOs x energy of a memory's bit)
 * clock   = flip-flops x clocks between frames x energy of a flip-flop's clock
 * </pre>
 *
 * <p>Toggles are those of the multipliers' operands on sample images in the hardware's order
 * ({@link OperandToggles}), relative to random ones. The FPGA factor is 14, dynamic power of
 * look-up tables against standard cells (Kuon and Rose, 2007); 7 where hard multipliers and block
 * memories do the work, which is the lower bound; the upper one takes 28 and random operands.
 */
public final class EnergyModel {

  /** Dynamic power of an FPGA over that of an ASIC. */
  public static final double FACTOR = 14;

  private static final double FACTOR_LOW = 7;
  private static final double FACTOR_HIGH = 28;

  /** A flip-flop's clock input and its share of the tree, picojoules, ASIC of 45 nm. */
  private static final double FLIP_FLOP = 0.01;

  private static final double PICO_TO_MICRO = 1e-6;
  private static final int SAMPLED_PIXELS = 64;
  private static final int MULTIPLIER_BITS = 16;

  private final Found found;
  private final Device device;
  private final Map<String, OperandToggles> toggles = new HashMap<>();

  /** Picojoules of a frame, before the FPGA factor. */
  private record Work(double measured, double random) {
    Work plus(double both) {
      return new Work(measured + both, random + both);
    }
  }

  /**
   * Samples images.
   *
   * @param program network and policy
   * @param found its hardware
   * @param device what it is folded for
   * @param images network inputs, at least one
   */
  public EnergyModel(Program program, Found found, Device device, List<byte[]> images) {
    this.found = found;
    this.device = device;
    Map<String, double[]> sums = new HashMap<>();
    for (byte[] image : images) {
      ReferenceExecutor reference = new ReferenceExecutor(program);
      reference.infer(ByteBuffer.wrap(image), IntBuffer.allocate(program.outputSize()));
      for (Step step : program.steps()) {
        for (Node node : found.hardware().nodes()) {
          OperandToggles counted = count(node, step, reference);
          if (counted != null) {
            double[] sum = sums.computeIfAbsent(step.name(), name -> new double[2]);
            sum[0] += counted.activation() / images.size();
            sum[1] += counted.weight() / images.size();
          }
        }
      }
    }
    sums.forEach((name, sum) -> toggles.put(name, new OperandToggles(sum[0], sum[1])));
  }

  private static OperandToggles count(Node node, Step step, ReferenceExecutor reference) {
    if (node instanceof Windowed.Conv conv && conv.layer().equals(step.name())) {
      return OperandToggles.of(conv, reference.tensor(step.input()), SAMPLED_PIXELS);
    }
    if (node instanceof Windowed.Channelwise lanes
        && lanes.weights() != null
        && lanes.layer().equals(step.name())) {
      return OperandToggles.of(lanes, reference.tensor(step.input()), SAMPLED_PIXELS);
    }
    return null;
  }

  /** Toggles by layer. */
  public Map<String, OperandToggles> toggles() {
    return Map.copyOf(toggles);
  }

  private double dynamicOf(double factor, boolean random) {
    Work work = new Work(0, 0);
    Hardware hardware = found.hardware();
    for (Node node : hardware.nodes()) {
      if (node instanceof Windowed.Conv c) {
        double products =
            (double) c.geometry().outPixels()
                * c.outChannels()
                * c.geometry().area()
                * c.inPerGroup();
        work = products(work, c.layer(), products, c.ring().bits(), c.weightBits(), c.accBits());
        work = work.plus(windowed(c, c.weightWidth(), c.weightWords()));
      } else if (node instanceof Windowed.Channelwise c) {
        double products = (double) c.geometry().outPixels() * c.channels() * c.geometry().area();
        int weight = c.weights() == null ? 1 : c.weightBits();
        work = products(work, c.layer(), products, c.ring().bits(), weight, c.accBits());
        int width = c.weights() == null ? 0 : c.ring().lanes() * c.weightBits();
        work = work.plus(windowed(c, width, c.ring().words()));
      } else if (node instanceof Windowed.Maximum m) {
        work = work.plus(windowed(m, 0, 0));
      } else if (node instanceof Node.Fifo f) {
        long beats = hardware.streams().get(f.input()).beats();
        work = work.plus(2 * OperationEnergy.memory(beats * f.width()));
      }
    }
    return factor * PICO_TO_MICRO * (random ? work.random() : work.measured());
  }

  private Work products(
      Work work, String layer, double products, int activation, int weight, int sum) {
    double energy =
        products * (OperationEnergy.multiply(activation, weight) + OperationEnergy.add(sum));
    OperandToggles counted = toggles.getOrDefault(layer, OperandToggles.RANDOM);
    return new Work(
        work.measured() + energy * counted.relative(),
        work.random() + energy * Math.max(1, counted.relative()));
  }

  /** Window, weights and requantizers: a word of each memory a clock. */
  private double windowed(Windowed node, int weightWidth, int weightWords) {
    Hardware hardware = found.hardware();
    long reads =
        node.clocksPerFrame() * (node.ring().width() + (weightWords > 1 ? weightWidth : 0));
    long writes = hardware.streams().get(node.input()).beats() * node.ring().width();
    double outputs =
        (double) hardware.streams().get(node.output()).pixels()
            * hardware.streams().get(node.output()).channels();
    Scaling scaling = node.scaling();
    double scale =
        scaling == null
            ? 0
            : OperationEnergy.multiply(MULTIPLIER_BITS, scaling.sumBits())
                + OperationEnergy.add(scaling.sumBits() + MULTIPLIER_BITS);
    return OperationEnergy.memory(reads + writes) + outputs * scale;
  }

  /** A frame at a clock, one behind the other. */
  public EnergyEstimate at(double hertz) {
    return at(hertz, found.interval());
  }

  /**
   * A frame at a clock, when the next one comes after some clocks.
   *
   * @param clocks at least those that the hardware needs between frames
   */
  public EnergyEstimate at(double hertz, long clocks) {
    StaticPower power = StaticPower.of(device);
    double microseconds = 1e6 * clocks / hertz;
    double flipFlops = PICO_TO_MICRO * FLIP_FLOP * found.resources().ff() * clocks;
    double dynamic = dynamicOf(FACTOR, false);
    return new EnergyEstimate(
        power.assumed() * microseconds,
        dynamic,
        FACTOR * flipFlops,
        power.low() * microseconds + dynamicOf(FACTOR_LOW, false) + FACTOR_LOW * flipFlops,
        power.high() * microseconds + dynamicOf(FACTOR_HIGH, true) + FACTOR_HIGH * flipFlops);
  }

  /**
   * Energy of a frame at a fixed rate, when the hardware then waits for the next one.
   *
   * @param gated whether clock and supply are off meanwhile (race to idle); else both go on
   * @return microjoules; not a number if the clock is too slow for the rate
   */
  public double perFrame(double hertz, double framesPerSecond, boolean gated) {
    double busy = found.interval() / hertz;
    double period = 1 / framesPerSecond;
    if (busy > period) {
      return Double.NaN;
    }
    EnergyEstimate frame = at(hertz);
    double stretch = gated ? 1 : period / busy;
    return frame.dynamic() + stretch * (frame.idle() + frame.clock());
  }
}
