package io.requant.backend.fpga.internal.plan;

import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What lies between the modules of steps: a fork where a tensor has several readers, a FIFO in
 * front of every reader without a window of its own, a rearranger where parallelisms differ.
 */
final class Wiring {

  private static final int FIFO_DEPTH = 2;

  private final Program program;
  private final Streams streams;

  /** For every tensor, the endpoints that its readers have not taken yet. */
  private final Map<Integer, List<Endpoint>> waiting = new HashMap<>();

  private final int[] readers;

  /** Steps that the logits depend on. */
  private final BitSet live;

  Wiring(Program program, Streams streams) {
    this.program = program;
    this.streams = streams;
    this.live = live(program);
    this.readers = new int[program.tensors().size()];
    for (Step step : steps()) {
      readers[step.input()]++;
      if (step.residual() >= 0) {
        readers[step.residual()]++;
      }
    }
    readers[program.output()]++;
  }

  /** Steps that the logits depend on, in order. */
  List<Step> steps() {
    return live.stream().mapToObj(program.steps()::get).toList();
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

  /** Makes a tensor's stream available to each of its readers. */
  void produce(int tensor, Endpoint source) {
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
        && steps().stream()
            .filter(step -> step.input() == tensor || step.residual() == tensor)
            .allMatch(step -> step.input() == tensor && Lanes.hasWindow(program, step));
  }

  /** The next endpoint of a tensor that no reader has taken. */
  Endpoint take(int tensor) {
    return waiting.get(tensor).remove(0);
  }

  /**
   * Puts a FIFO behind a stream.
   *
   * @param branch whether it follows a fork: then it gets room for a frame
   */
  Endpoint fifo(Endpoint from, String name, boolean branch) {
    StreamType type = streams.type(from.stream());
    int to = streams.add(type);
    long depth = branch ? Math.max(FIFO_DEPTH, type.beats()) : FIFO_DEPTH;
    streams.add(
        new Node.Fifo(name, from.stream(), to, type.width(), Math.toIntExact(depth), branch));
    return new Endpoint(to, from.type());
  }

  /** Brings a stream to some number of lanes. */
  Endpoint lanes(Endpoint from, int wanted, String name) {
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
}
