package io.requant.api.preprocess;

/**
 * The part of a frame that a network sees: centred, of the network's aspect.
 *
 * <p>Largest such rectangle, shrunk to a whole multiple of the network's input where that keeps at
 * least 7/8 of each side: then every input pixel is the mean of k x k whole pixels, and a picture
 * that was enlarged k times and centred comes back exactly. Odd borders are one pixel narrower at
 * the left and at the top.
 *
 * @param x first column
 * @param y first row
 * @param width columns
 * @param height rows
 */
public record Crop(int x, int y, int width, int height) {

  /** Places the crop. */
  public static Crop of(int frameWidth, int frameHeight, int inputWidth, int inputHeight) {
    long widthForHeight = (long) frameHeight * inputWidth / inputHeight;
    int width = (int) Math.max(1, Math.min(frameWidth, widthForHeight));
    long heightForWidth = (long) frameWidth * inputHeight / inputWidth;
    int height = (int) Math.max(1, Math.min(frameHeight, heightForWidth));
    int factor = Math.min(frameWidth / inputWidth, frameHeight / inputHeight);
    if (8L * factor * inputWidth >= 7L * width && 8L * factor * inputHeight >= 7L * height) {
      width = factor * inputWidth;
      height = factor * inputHeight;
    }
    return new Crop((frameWidth - width) / 2, (frameHeight - height) / 2, width, height);
  }
}
