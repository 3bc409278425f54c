package io.requant.model.onnx;

/**
 * What exporters spread over Slice, Pad and Concat nodes, collected until a layer can take it:
 * first every stride-th pixel with zero channels around, then rows and columns of zeros.
 *
 * @param name node that came last; names the layer
 * @param position index of that node
 * @param strideY vertical step
 * @param strideX horizontal step
 * @param channelsBefore zero channels before
 * @param channelsAfter zero channels after
 * @param border rows and columns of zeros
 */
record Deferred(
    String name,
    int position,
    int strideY,
    int strideX,
    int channelsBefore,
    int channelsAfter,
    Border border) {

  /** Nothing to do. */
  static final Deferred NOTHING = new Deferred("", 0, 1, 1, 0, 0, Border.NONE);

  boolean isNothing() {
    return !thins() && border.isNone();
  }

  /** Whether pixels are skipped or channels added. */
  boolean thins() {
    return strideY > 1 || strideX > 1 || channelsBefore > 0 || channelsAfter > 0;
  }

  Deferred striding(String node, int index, int stepY, int stepX) {
    return new Deferred(
        node,
        index,
        Math.multiplyExact(strideY, stepY),
        Math.multiplyExact(strideX, stepX),
        channelsBefore,
        channelsAfter,
        border);
  }

  Deferred widening(String node, int index, int before, int after) {
    return new Deferred(
        node,
        index,
        strideY,
        strideX,
        Math.addExact(channelsBefore, before),
        Math.addExact(channelsAfter, after),
        border);
  }

  Deferred bordering(String node, int index, Border more) {
    return new Deferred(
        node, index, strideY, strideX, channelsBefore, channelsAfter, border.plus(more));
  }

  /** All but the border, under no name: what makes two of them the same layer. */
  Deferred withoutBorder() {
    return new Deferred("", 0, strideY, strideX, channelsBefore, channelsAfter, Border.NONE);
  }

  /** Only the border. */
  Deferred borderOnly() {
    return new Deferred(name, position, 1, 1, 0, 0, border);
  }
}
