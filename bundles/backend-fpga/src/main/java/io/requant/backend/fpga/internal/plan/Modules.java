package io.requant.backend.fpga.internal.plan;

import io.requant.backend.fpga.internal.plan.Folding.Fold;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;

/** The module of each step, with what its operands need in front of it. */
final class Modules {

  private final Program program;
  private final Folding folding;
  private final Streams streams;
  private final Wiring wiring;
  private final Lanes lanes;

  Modules(Program program, Folding folding, Streams streams, Wiring wiring, Lanes lanes) {
    this.program = program;
    this.folding = folding;
    this.streams = streams;
    this.wiring = wiring;
    this.lanes = lanes;
  }

  /**
   * Adds a step's module.
   *
   * @param prefix what its name begins with
   * @return its output
   */
  Endpoint place(String prefix, Step step) {
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
      Endpoint in = wiring.lanes(wiring.take(step.input()), lanes.in(step), name + "_in");
      return maximum(name, step, in, maximum.window(), lanes.out(step));
    }
    if (step instanceof Step.Pick pick) {
      return pick(name, pick);
    }
    return reshape(name, (Step.Reshape) step);
  }

  private Endpoint output(Step step, int outLanes) {
    StreamType type = StreamType.of(program.tensors().get(step.output()), outLanes);
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
        : wiring.lanes(wiring.take(step.residual()), outLanes, name + "_res").stream();
  }

  private Endpoint conv(String name, Step.Convolve s) {
    Shape inShape = program.tensors().get(s.input()).shape();
    TensorSpec inSpec = program.tensors().get(s.input());
    int outChannels = s.bias().length;
    Fold fold = lanes.fold(s);
    int perGroup = inShape.channels() / s.groups();
    Endpoint in = wiring.lanes(wiring.take(s.input()), fold.simd(), name + "_in");
    Geometry geometry = geometry(s, s.window());
    int outLanes = lanes.out(s);
    Endpoint out = output(s, outLanes);
    Bounds bounds = Bounds.of(s, inSpec.magnitude(), folding.widthStep());
    checkWord(s, (long) fold.pe() * fold.simd() * s.weightBits());
    Windowed.Conv node =
        new Windowed.Conv(
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
    Endpoint in = wiring.lanes(wiring.take(s.input()), fold.pe(), name + "_in");
    Geometry geometry = geometry(s, s.window());
    int outLanes = lanes.out(s);
    Endpoint out = output(s, outLanes);
    Bounds bounds = Bounds.of(s, inSpec.magnitude(), folding.widthStep());
    checkWord(s, (long) fold.pe() * s.weightBits());
    streams.add(
        new Windowed.Channelwise(
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
    Endpoint in = wiring.lanes(wiring.take(s.input()), lanes.in(s), name + "_in");
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
    Bounds bounds = Bounds.ofSum(geometry.area(), inSpec.magnitude(), folding.widthStep());
    streams.add(
        new Windowed.Channelwise(
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
    Endpoint in = wiring.lanes(wiring.take(s.input()), lanes.in(s), name + "_in");
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
            scalings().of(s, Bounds.ofSum(pixels, inSpec.magnitude(), folding.widthStep()))));
    return out;
  }

  private Endpoint rescale(String name, Step.Rescale s) {
    TensorSpec inSpec = program.tensors().get(s.input());
    Endpoint in = wiring.lanes(wiring.take(s.input()), lanes.in(s), name + "_in");
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
        new Windowed.Maximum(
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
    Endpoint in = wiring.lanes(wiring.take(s.input()), width, name + "_in");
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
    Endpoint in = wiring.take(s.input());
    Shape shape = program.tensors().get(s.output()).shape();
    int whole = Numbers.gcd(Numbers.gcd(in.type().lanes(), in.type().channels()), shape.channels());
    Endpoint full = wiring.lanes(in, whole, name);
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
