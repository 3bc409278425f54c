package io.requant.model.onnx;

/**
 * Rows and columns of zeros around a feature map, none negative.
 *
 * @param top rows above
 * @param left columns at the left
 * @param bottom rows below
 * @param right columns at the right
 */
record Border(int top, int left, int bottom, int right) {

  static final Border NONE = new Border(0, 0, 0, 0);

  Border {
    if (top < 0 || left < 0 || bottom < 0 || right < 0) {
      throw new OnnxException("negative padding, which cuts pixels off, has no counterpart here");
    }
  }

  boolean isNone() {
    return equals(NONE);
  }

  Border plus(Border more) {
    return new Border(
        Math.addExact(top, more.top),
        Math.addExact(left, more.left),
        Math.addExact(bottom, more.bottom),
        Math.addExact(right, more.right));
  }
}
