package io.requant.backend.fpga.internal.plan;

import io.requant.backend.fpga.internal.plan.Folding.Fold;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays out streaming hardware for a program: one module per step, a fork where a tensor has several
 * readers, a FIFO in front of every reader without a window of its own, a rearranger where
 * parallelisms differ.
 *
 * <p>FIFOs behind forks get room for a whole frame here; {@code FifoSizing} then takes what a
 * simulation shows to be needed.
 */
public final class Planner {

  private static final int FIFO_DEPTH = 2;
  private static final int MAX_PORT_BITS = 64;

  /** A stream, seen as pixels of some number of channels. */
  private record Endpoint(int stream, StreamType type) {}

  private final Program program;
  private final Folding folding;
  private final Streams streams = new Streams();
  private final Lanes lanes;

  /** For every tensor, the endpoints that its readers have not taken yet. */
  private final Map<Integer, List<Endpoint>> waiting = new HashMap<>();

  private final int[] readers;

  /** Steps that the logits depend on. */
  private final BitSet live;

  private Planner(Program program, Folding folding) {
    this.program = program;
    this.folding = folding;
    this.lanes = new Lanes(program, folding);
    this.readers = new int[program.tensors().size()];
    this.live = live(program);
  }

  /**
   * Plans.
   *
   * @param name name of the network
   * @param folding parallelism of every step; what is more than a step has channels is cut
   * @throws NoHardwareException if a layer is beyond what the modules can do
   */
  public static Hardware plan(String name, Program program, Folding folding) {
    return new Planner(program, folding).run(name);
  }

  private Hardware run(String name) {
    for (int s = 0; s < program.steps().size(); s++) {
      Step step = program.steps().get(s);
      if (live.get(s)) {
        readers[step.input()]++;
        if (step.residual() >= 0) {
          readers[step.residual()]++;
        }
      }
    }
    readers[program.output()]++;
    TensorSpec images = program.tensors().get(program.input());
    int input = streams.add(type(images, lanes.ofInput()));
    produce(program.input(), new Endpoint(input, streams.type(input)));
    for (int s = 0; s < program.steps().size(); s++) {
      if (live.get(s)) {
        produce(program.steps().get(s).output(), place("l" + s, program.steps().get(s)));
      }
    }
    Endpoint logits = take(program.output());
    int port = widest(logits.type());
    Endpoint out = lanes(logits, port, "logits");
    int last =
        out.stream() == logits.stream() ? out.stream() : fifo(out, "logits_out", false).stream();
    return new Hardware(name, streams.types(), streams.nodes(), input, last, folding);
  }

  private static BitSet live(Program program) {
    BitSet tensors = new BitSet();
    BitSet steps = new BitSet();
    tensors.set(program.output());
    for (int s = program.steps().size() - 1; s >= 0; s--) {
      Step step = program.steps().get(s);
      if (tensors.get(step.output())) {
        steps.set(s);
        tensors.set(step.input());
        if (step.residual() >= 0) {
          tensors.set(step.residual());
        }
      }
    }
    return steps;
  }

  private static int widest(StreamType type) {
    int widest = 1;
    for (int lanes : Numbers.divisors(type.lanes())) {
      if (lanes * type.bits() <= MAX_PORT_BITS) {
        widest = lanes;
      }
    }
    return widest;
  }

  private static StreamType type(TensorSpec t, int lanes) {
    Shape s = t.shape();
    return new StreamType(s.channels(), s.height() * s.width(), lanes, t.bits(), t.signed());
  }

  /** Makes a tensor's stream available to each of its readers. */
  private void produce(int tensor, Endpoint source) {
    String name = "t" + tensor;
    List<Endpoint> endpoints = new ArrayList<>();
    if (readers[tensor] > 1) {
      List<Integer> copies = new ArrayList<>();
      for (int r = 0; r < readers[tensor]; r++) {
        copies.add(streams.add(streams.type(source.stream())));
      }
      streams.add(new Node.Fork(name + "_fork", source.stream(), copies));
      for (int r = 0; r < copies.size(); r++) {
        endpoints.add(fifo(new Endpoint(copies.get(r), source.type()), name + "_fifo" + r, true));
      }
    } else {
      endpoints.add(hasWindow(tensor) ? source : fifo(source, name + "_fifo", false));
    }
    waiting.put(tensor, endpoints);
  }

  /**
   * Whether a tensor's only reader is a module with a window, which accepts beats by its registers
   * alone: it needs no FIFO in front of it.
   */
  private boolean hasWindow(int tensor) {
    return tensor != program.output()
        && live.stream()
            .mapToObj(program.steps()::get)
            .filter(step -> step.input() == tensor || step.residual() == tensor)
            .allMatch(step -> step.input() == tensor && lanes.hasWindow(step));
  }

  private Endpoint take(int tensor) {
    return waiting.get(tensor).remove(0);
  }

  private Endpoint fifo(Endpoint from, String name, boolean branch) {
    StreamType type = streams.type(from.stream());
    int to = streams.add(type);
    long depth = branch ? Math.max(FIFO_DEPTH, type.beats()) : FIFO_DEPTH;
    streams.add(
        new Node.Fifo(name, from.stream(), to, type.width(), Math.toIntExact(depth), branch));
    return new Endpoint(to, from.type());
  }

  /** Brings a stream to some number of lanes. */
  private Endpoint lanes(Endpoint from, int wanted, String name) {
    StreamType type = from.type();
    int have = type.lanes();
    if (have == wanted) {
      return from;
    }
    int common = Numbers.gcd(have, wanted);
    Endpoint now = from;
    if (common < have) {
      StreamType narrow = type.withLanes(common);
      int to = streams.add(narrow);
      int last = Numbers.ceilDiv(type.lanesOfLastBeat(), common);
      streams.add(
          new Node.Narrow(
              name + "_narrow",
              now.stream(),
              to,
              narrow.width(),
              have / common,
              type.beatsPerPixel(),
              last));
      now = new Endpoint(to, narrow);
    }
    if (common < wanted) {
      StreamType narrow = now.type();
      int to = streams.add(narrow.withLanes(wanted));
      streams.add(
          new Node.Widen(
              name + "_widen",
              now.stream(),
              to,
              narrow.width(),
              wanted / common,
              narrow.beatsPerPixel()));
      now = new Endpoint(to, narrow.withLanes(wanted));
    }
    return now;
  }

  private Endpoint place(String prefix, Step step) {
    String name = prefix + "_" + step.name().replaceAll("[^A-Za-z0-9]", "_");
    if (step instanceof Step.Convolve convolve) {
      return lanes.isDepthwise(convolve) ? depthwise(name, convolve) : conv(name, convolve);
    }
    if (step instanceof Step.Average average) {
      return lanes.isGlobal(average) ? global(name, average) : average(name, average);
    }
    if (step instanceof Step.Rescale rescale) {
      return rescale(name, rescale);
    }
    if (step instanceof Step.Maximum maximum) {
      Endpoint in = lanes(take(step.input()), lanes.in(step), name + "_in");
      return maximum(name, step, in, maximum.window(), lanes.out(step));
    }
    if (step instanceof Step.Pick pick) {
      return pick(name, pick);
    }
    return reshape(name, (Step.Reshape) step);
  }

  private Endpoint output(Step step, int outLanes) {
    StreamType type = type(program.tensors().get(step.output()), outLanes);
    if (type.width() > Hardware.MAX_WIDTH) {
      throw new NoHardwareException(
          "layer '" + step.name() + "' would write " + type.width() + " bits a clock");
    }
    int stream = streams.add(type);
    return new Endpoint(stream, type);
  }

  private Geometry geometry(Step step, Window window) {
    Shape in = program.tensors().get(step.input()).shape();
    return Geometry.of(in, program.tensors().get(step.output()).shape(), window);
  }

  private int residual(Step step, String name, int outLanes) {
    return step.residual() < 0
        ? -1
        : lanes(take(step.residual()), outLanes, name + "_res").stream();
  }

  private Endpoint conv(String name, Step.Convolve s) {
    Shape inShape = program.tensors().get(s.input()).shape();
    TensorSpec inSpec = program.tensors().get(s.input());
    int outChannels = s.bias().length;
    Fold fold = lanes.fold(s);
    int perGroup = inShape.channels() / s.groups();
    Endpoint in = lanes(take(s.input()), fold.simd(), name + "_in");
    Geometry geometry = geometry(s, s.window());
    int outLanes = lanes.out(s);
    Endpoint out = output(s, outLanes);
    Bounds bounds = Bounds.of(s, inSpec.magnitude());
    checkWord(s, (long) fold.pe() * fold.simd() * s.weightBits());
    Node.Conv node =
        new Node.Conv(
            name,
            s.name(),
            in.stream(),
            residual(s, name, outLanes),
            out.stream(),
            geometry,
            Ring.of(geometry, inShape.channels(), fold.simd(), inSpec.bits()),
            fold.simd(),
            fold.pe(),
            s.groups(),
            Numbers.ceilDiv(perGroup, fold.simd()),
            Numbers.ceilDiv(outChannels / s.groups(), fold.pe()),
            perGroup,
            outChannels,
            outLanes,
            s.weightBits(),
            s.weights(),
            inSpec.signed(),
            bounds.accBits(),
            fold.dsp(),
            scalings().of(s, bounds, out.type().beatsPerPixel()));
    streams.add(node);
    return out;
  }

  private Endpoint depthwise(String name, Step.Convolve s) {
    TensorSpec inSpec = program.tensors().get(s.input());
    Fold fold = lanes.fold(s);
    Endpoint in = lanes(take(s.input()), fold.pe(), name + "_in");
    Geometry geometry = geometry(s, s.window());
    int outLanes = lanes.out(s);
    Endpoint out = output(s, outLanes);
    Bounds bounds = Bounds.of(s, inSpec.magnitude());
    checkWord(s, (long) fold.pe() * s.weightBits());
    streams.add(
        new Node.Channelwise(
            name,
            s.name(),
            in.stream(),
            residual(s, name, outLanes),
            out.stream(),
            geometry,
            Ring.of(geometry, s.bias().length, fold.pe(), inSpec.bits()),
            s.bias().length,
            outLanes,
            s.weightBits(),
            s.weights(),
            inSpec.signed(),
            bounds.accBits(),
            fold.dsp(),
            scalings().of(s, bounds, out.type().beatsPerPixel())));
    return out;
  }

  private Endpoint average(String name, Step.Average s) {
    TensorSpec inSpec = program.tensors().get(s.input());
    Shape inShape = inSpec.shape();
    Shape outShape = program.tensors().get(s.output()).shape();
    Endpoint in = lanes(take(s.input()), lanes.in(s), name + "_in");
    Geometry geometry =
        new Geometry(
            inShape.height(),
            inShape.width(),
            outShape.height(),
            outShape.width(),
            s.kernelHeight(),
            s.kernelWidth(),
            s.strideY(),
            s.strideX(),
            s.padTop(),
            s.padLeft());
    Endpoint out = output(s, lanes.out(s));
    Bounds bounds = Bounds.ofSum(geometry.area(), inSpec.magnitude());
    streams.add(
        new Node.Channelwise(
            name,
            s.name(),
            in.stream(),
            -1,
            out.stream(),
            geometry,
            Ring.of(geometry, inShape.channels(), lanes.in(s), inSpec.bits()),
            inShape.channels(),
            lanes.out(s),
            0,
            null,
            inSpec.signed(),
            bounds.accBits(),
            false,
            scalings().of(s, bounds)));
    return out;
  }

  private Endpoint global(String name, Step.Average s) {
    TensorSpec inSpec = program.tensors().get(s.input());
    int pixels = inSpec.shape().height() * inSpec.shape().width();
    Endpoint in = lanes(take(s.input()), lanes.in(s), name + "_in");
    Endpoint out = output(s, lanes.in(s));
    streams.add(
        new Node.Global(
            name,
            s.name(),
            in.stream(),
            out.stream(),
            pixels,
            in.type().beatsPerPixel(),
            lanes.in(s),
            inSpec.bits(),
            inSpec.signed(),
            scalings().of(s, Bounds.ofSum(pixels, inSpec.magnitude()))));
    return out;
  }

  private Endpoint rescale(String name, Step.Rescale s) {
    TensorSpec inSpec = program.tensors().get(s.input());
    Endpoint in = lanes(take(s.input()), lanes.in(s), name + "_in");
    int residual = residual(s, name, lanes.in(s));
    Endpoint out = output(s, lanes.in(s));
    streams.add(
        new Node.Rescale(
            name,
            s.name(),
            in.stream(),
            residual,
            out.stream(),
            lanes.in(s),
            inSpec.bits(),
            inSpec.signed(),
            scalings().of(s, new Bounds(inSpec.bits() + 1, 2, inSpec.bits() + 1))));
    return out;
  }

  private Endpoint maximum(String name, Step step, Endpoint in, Window window, int outLanes) {
    TensorSpec inSpec = program.tensors().get(step.input());
    Shape inShape = inSpec.shape();
    Geometry geometry = geometry(step, window);
    StreamType type =
        new StreamType(
            inShape.channels(), geometry.outPixels(), outLanes, inSpec.bits(), inSpec.signed());
    int to = streams.add(type);
    streams.add(
        new Node.Maximum(
            name,
            step.name(),
            in.stream(),
            to,
            geometry,
            Ring.of(geometry, inShape.channels(), in.type().lanes(), inSpec.bits()),
            inShape.channels(),
            outLanes,
            inSpec.signed()));
    return new Endpoint(to, type);
  }

  private Endpoint pick(String name, Step.Pick s) {
    int width = lanes.in(s);
    Endpoint in = lanes(take(s.input()), width, name + "_in");
    Endpoint picked = maximum(name, s, in, Window.square(1, s.stride(), 0), width);
    int channels = picked.type().channels();
    int total = program.tensors().get(s.output()).shape().channels();
    if (total == channels) {
      return picked;
    }
    Endpoint out = output(s, width);
    int before = s.channelsBefore() / width;
    int after = out.type().beatsPerPixel() - before - channels / width;
    streams.add(
        new Node.ChannelPad(
            name + "_pad",
            picked.stream(),
            out.stream(),
            out.type().width(),
            channels / width,
            before,
            after));
    return out;
  }

  /** Other pixels, same elements: wires, once no beat is filled in part. */
  private Endpoint reshape(String name, Step.Reshape s) {
    Endpoint in = take(s.input());
    Shape shape = program.tensors().get(s.output()).shape();
    int whole = Numbers.gcd(Numbers.gcd(in.type().lanes(), in.type().channels()), shape.channels());
    Endpoint full = lanes(in, whole, name);
    return new Endpoint(
        full.stream(), full.type().reshaped(shape.channels(), shape.height() * shape.width()));
  }

  private Scalings scalings() {
    return new Scalings(program, folding);
  }

  private void checkWord(Step step, long bits) {
    if (bits > Hardware.MAX_WIDTH) {
      throw new NoHardwareException(
          "layer '%s' would read %d bits of weights a clock; fold it more"
              .formatted(step.name(), bits));
    }
  }
}
