package io.requant.backend.fpga.internal.cycle;

import io.requant.backend.fpga.internal.plan.Geometry;
import io.requant.backend.fpga.internal.plan.Windowed;

/**
 * rq_window with what stands behind it: array, serializer and, except for a maximum, requantizer.
 */
final class WindowCell implements Cell {

  private final Wires wires;
  private final int input;
  private final int residual;
  private final int output;
  private final int depth;
  private final int frame;
  private final int outWidth;
  private final int outHeight;
  private final int wordsPerResult;
  private final int resultsPerPixel;
  private final int beats;
  private final int beatsOfTail;
  private final int[][] needed;
  private final int[][] released;

  // Reader: word within the result, result within the pixel, pixel.
  private int word;
  private int result;
  private int x;
  private int y;
  private int written;

  // Array: words under way, those that end a result, those of them that end a pixel.
  private final long arrayMask;
  private final long arrayEnd;
  private long lasts;
  private long tails;

  // Serializer.
  private boolean held;
  private int left;

  // Null for a maximum.
  private final ScaleStage scale;

  WindowCell(Wires wires, Windowed node) {
    this.wires = wires;
    input = node.inputs().get(0);
    residual = node.inputs().size() > 1 ? node.inputs().get(1) : -1;
    output = node.outputs().get(0);
    depth = node.ring().capacity();
    Geometry g = node.geometry();
    int words = node.ring().words();
    frame = g.inPixels() * words;
    outWidth = g.outWidth();
    outHeight = g.outHeight();
    wordsPerResult = node.wordsPerResult();
    resultsPerPixel = node.resultsPerPixel();
    beats = node.elements() / node.lanes();
    beatsOfTail = (node.elementsOfTail() + node.lanes() - 1) / node.lanes();
    needed = new int[outHeight][outWidth];
    released = new int[outHeight][outWidth];
    for (int row = 0; row < outHeight; row++) {
      for (int column = 0; column < outWidth; column++) {
        needed[row][column] = g.neededPixels(row, column) * words;
        released[row][column] = g.releasedPixels(row, column) * words;
      }
    }
    // One register behind the memory, then the array's.
    int stages = 1 + node.arrayLatency();
    arrayEnd = 1L << (stages - 1);
    arrayMask = (arrayEnd << 1) - 1;
    scale = node.scaling() == null ? null : new ScaleStage(node.scaling());
  }

  private boolean done() {
    return (lasts & arrayEnd) != 0;
  }

  private boolean scaleMoves() {
    return scale == null ? wires.ready[output] : scale.takes(wires.ready[output]);
  }

  /**
   * Whether a beat of sums is there: straight from the array where all its channels leave at once.
   */
  private boolean beat() {
    return beats == 1 ? done() : held;
  }

  private boolean takes() {
    return beat() && scaleMoves() && (residual < 0 || wires.valid[residual]);
  }

  @Override
  public void offer() {
    wires.valid[output] = scale == null ? beat() : scale.offers();
  }

  @Override
  public void accept() {
    wires.ready[input] = written - released[y][x] < depth;
    if (residual >= 0) {
      wires.ready[residual] = beat() && scaleMoves();
    }
  }

  @Override
  public void clock() {
    boolean take = takes();
    boolean room = beats == 1 ? take : !held || (take && left == 0);
    boolean move = !done() || room;
    boolean load = done() && room;
    boolean loadsTail = (tails & arrayEnd) != 0;
    boolean issue = move && written >= needed[y][x];
    if (scale != null) {
      scale.clock(take, wires.ready[output]);
    }
    if (load && beats > 1) {
      held = true;
      left = (loadsTail ? beatsOfTail : beats) - 1;
    } else if (take) {
      if (left == 0) {
        held = false;
      } else {
        left--;
      }
    }
    if (move) {
      boolean last = issue && word == wordsPerResult - 1;
      boolean tail = last && result == resultsPerPixel - 1;
      lasts = ((lasts << 1) & arrayMask) | (last ? 1 : 0);
      tails = ((tails << 1) & arrayMask) | (tail ? 1 : 0);
    }
    if (wires.moves(input)) {
      written++;
    }
    if (issue) {
      advance();
    }
  }

  private void advance() {
    if (++word < wordsPerResult) {
      return;
    }
    word = 0;
    if (++result < resultsPerPixel) {
      return;
    }
    result = 0;
    if (++x < outWidth) {
      return;
    }
    x = 0;
    if (++y < outHeight) {
      return;
    }
    y = 0;
    written -= frame;
  }
}
