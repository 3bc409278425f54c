package io.requant.backend.fpga.internal.plan;

import java.util.List;

/**
 * One module of the hardware between streams. Streams are named by their index in {@link
 * Hardware#streams()}.
 */
public sealed interface Node permits Node.Pipe, Node.Fork {

  /** Name of the instance: a Verilog identifier. */
  String name();

  /** Streams read, in the order of the module's ports. */
  List<Integer> inputs();

  /** Streams written. */
  List<Integer> outputs();

  /** A module that makes one stream of another. */
  sealed interface Pipe extends Node
      permits Adding, Windowed, Global, ChannelPad, Fifo, Narrow, Widen {
    /** The stream read. */
    int input();

    /** The stream written. */
    int output();

    @Override
    default List<Integer> inputs() {
      return List.of(input());
    }

    @Override
    default List<Integer> outputs() {
      return List.of(output());
    }
  }

  /** A module that can add a second stream, on another scale, to what it makes. */
  sealed interface Adding extends Pipe permits Windowed.Conv, Windowed.Channelwise, Rescale {
    /** The stream added; negative for none. */
    int residual();

    @Override
    default List<Integer> inputs() {
      return residual() < 0 ? List.of(input()) : List.of(input(), residual());
    }
  }

  /** Average over the whole map: running sums, no window. */
  record Global(
      String name,
      String layer,
      int input,
      int output,
      int pixels,
      int words,
      int lanes,
      int bits,
      boolean signed,
      Scaling scaling)
      implements Pipe {}

  /** One stream, or the sum of two, on another scale. */
  record Rescale(
      String name,
      String layer,
      int input,
      int residual,
      int output,
      int lanes,
      int bits,
      boolean signed,
      Scaling scaling)
      implements Adding {}

  /** Zero beats before and after the beats of every pixel. */
  record ChannelPad(String name, int input, int output, int width, int beats, int before, int after)
      implements Pipe {}

  /** Gives one stream to several readers. */
  record Fork(String name, int input, List<Integer> outputs) implements Node {
    public Fork {
      outputs = List.copyOf(outputs);
    }

    @Override
    public List<Integer> inputs() {
      return List.of(input);
    }
  }

  /**
   * Elastic buffer.
   *
   * @param depth beats of its memory; one more is in its output register
   * @param branch whether it follows a fork, where its depth decides whether paths that meet again
   *     can wait for each other
   */
  record Fifo(String name, int input, int output, int width, int depth, boolean branch)
      implements Pipe {
    /** The same with another depth. */
    public Fifo withDepth(int other) {
      return new Fifo(name, input, output, width, other, branch);
    }
  }

  /**
   * Rearranger to fewer lanes.
   *
   * @param width bits of an output beat
   * @param ratio output beats of an input beat
   * @param beats input beats of a pixel
   * @param last output beats of the last of them
   */
  record Narrow(String name, int input, int output, int width, int ratio, int beats, int last)
      implements Pipe {}

  /**
   * Rearranger to more lanes.
   *
   * @param width bits of an input beat
   * @param ratio input beats of an output beat
   * @param beats input beats of a pixel
   */
  record Widen(String name, int input, int output, int width, int ratio, int beats)
      implements Pipe {}
}
