package io.requant.backend.fpga.internal.plan;

import io.requant.model.program.Program;
import io.requant.model.program.Step;

/**
 * Lays out streaming hardware for a program: one module per step, a fork where a tensor has several
 * readers, a FIFO in front of every reader without a window of its own, a rearranger where
 * parallelisms differ.
 *
 * <p>FIFOs behind forks get room for a whole frame here; {@code FifoSizing} then takes what a
 * simulation shows to be needed.
 */
public final class Planner {

  private static final int MAX_PORT_BITS = 64;

  private Planner() {}

  /**
   * Plans.
   *
   * @param name name of the network
   * @param folding parallelism of every step; what is more than a step has channels is cut
   * @throws NoHardwareException if a layer is beyond what the modules can do
   */
  public static Hardware plan(String name, Program program, Folding folding) {
    Streams streams = new Streams();
    Wiring wiring = new Wiring(program, streams);
    Lanes lanes = new Lanes(program, folding);
    Modules modules = new Modules(program, folding, streams, wiring, lanes);
    int input = streams.add(StreamType.of(program.tensors().get(program.input()), lanes.ofInput()));
    wiring.produce(program.input(), new Endpoint(input, streams.type(input)));
    for (Step step : wiring.steps()) {
      String prefix = "l" + program.steps().indexOf(step);
      wiring.produce(step.output(), modules.place(prefix, step));
    }
    Endpoint logits = wiring.take(program.output());
    Endpoint out = wiring.lanes(logits, widest(logits.type()), "logits");
    int last =
        out.stream() == logits.stream()
            ? out.stream()
            : wiring.fifo(out, "logits_out", false).stream();
    return new Hardware(name, streams.types(), streams.nodes(), input, last, folding);
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
}
