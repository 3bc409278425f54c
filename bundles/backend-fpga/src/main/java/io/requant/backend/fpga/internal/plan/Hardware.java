package io.requant.backend.fpga.internal.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Streaming hardware for a network under a policy: modules between streams. Immutable; the Verilog
 * generator, the cycle model and the estimator all read it.
 *
 * @param name name of the network
 * @param streams every stream
 * @param nodes modules, each after those it reads from
 * @param input index of the stream that images come in on
 * @param output index of the stream that logits leave on
 * @param folding how the layers are folded
 */
public record Hardware(
    String name,
    List<StreamType> streams,
    List<Node> nodes,
    int input,
    int output,
    Folding folding) {

  /** Most words of one memory: a bound against networks that no device could hold. */
  public static final long MAX_MEMORY_WORDS = 1L << 24;

  /** Most bits of one beat or one memory word. */
  public static final int MAX_WIDTH = 1 << 14;

  public Hardware {
    streams = List.copyOf(streams);
    nodes = List.copyOf(nodes);
  }

  /** The same streams with other nodes in the places of these. */
  public Hardware map(UnaryOperator<Node> change) {
    return new Hardware(name, streams, nodes.stream().map(change).toList(), input, output, folding);
  }

  /** Type of the images. */
  public StreamType inputType() {
    return streams.get(input);
  }

  /** Type of the logits. */
  public StreamType outputType() {
    return streams.get(output);
  }

  /** Modules with a window. */
  public List<Windowed> windowed() {
    return nodes.stream().filter(Windowed.class::isInstance).map(Windowed.class::cast).toList();
  }

  /** Multipliers that work in parallel. */
  public int multipliers() {
    int count = 0;
    for (Node node : nodes) {
      if (node instanceof Windowed.Conv conv) {
        count += conv.pe() * conv.simd();
      } else if (node instanceof Windowed.Channelwise lanes && lanes.weights() != null) {
        count += lanes.ring().lanes();
      }
    }
    return count;
  }

  /** Clocks per frame of the slowest module: no schedule is faster. */
  public long bottleneck() {
    long most = streams.get(input).beats();
    for (Windowed node : windowed()) {
      most = Math.max(most, node.clocksPerFrame());
    }
    return most;
  }
}
