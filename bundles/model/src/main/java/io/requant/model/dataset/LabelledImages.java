package io.requant.model.dataset;

import io.requant.model.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Images of one shape with their classes. Immutable. */
public final class LabelledImages {

  private final Shape shape;
  private final byte[] pixels;
  private final int[] labels;
  private final List<String> classes;

  /**
   * Joins pixels and labels; the arrays are not copied: do not change them afterwards.
   *
   * @param shape shape of one image
   * @param pixels unsigned bytes, image after image, rows, columns, channels varying fastest
   * @param labels class of each image
   * @param classes names of the classes
   * @throws IllegalArgumentException if sizes disagree or a label is no class
   */
  public LabelledImages(Shape shape, byte[] pixels, int[] labels, List<String> classes) {
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
    this.classes = List.copyOf(classes);
    if ((long) labels.length * shape.size() != pixels.length) {
      throw new IllegalArgumentException(
          "%d images of shape %s have %d bytes of pixels"
              .formatted(labels.length, shape, pixels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes.size()) {
        throw new IllegalArgumentException(
            "image %d has label %d; there are %d classes".formatted(i, labels[i], classes.size()));
      }
    }
  }

  /** Number of images. */
  public int count() {
    return labels.length;
  }

  /** Shape of one image. */
  public Shape shape() {
    return shape;
  }

  /** Names of the classes. */
  public List<String> classes() {
    return classes;
  }

  /** Class of image {@code i}. */
  public int label(int i) {
    return labels[i];
  }

  /** A copy of the pixels of image {@code i}. */
  public byte[] image(int i) {
    byte[] image = new byte[shape.size()];
    copy(i, image, 0);
    return image;
  }

  /** Copies the pixels of image {@code i} to {@code target} from index {@code at}. */
  public void copy(int i, byte[] target, int at) {
    Objects.checkIndex(i, labels.length);
    System.arraycopy(pixels, i * shape.size(), target, at, shape.size());
  }

  /** The images of some indices, in their order. */
  public LabelledImages select(int[] indices) {
    byte[] chosen = new byte[Math.multiplyExact(indices.length, shape.size())];
    int[] chosenLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      copy(indices[i], chosen, i * shape.size());
      chosenLabels[i] = labels[indices[i]];
    }
    return new LabelledImages(shape, chosen, chosenLabels, classes);
  }

  /**
   * The same images with other classes.
   *
   * @param others class of each image
   * @param names names of the classes
   * @throws IllegalArgumentException if there is not one for each image, or it is no class
   */
  public LabelledImages relabelled(int[] others, List<String> names) {
    return new LabelledImages(shape, pixels, others.clone(), names);
  }

  /**
   * The same images at another resolution, by linear interpolation; these if it is theirs.
   *
   * @param height rows, at least 1
   * @param width columns, at least 1
   */
  public LabelledImages resized(int height, int width) {
    if (height == shape.height() && width == shape.width()) {
      return this;
    }
    Resizing resizing = new Resizing(shape, height, width);
    byte[] all = new byte[Math.multiplyExact(count(), resizing.shape().size())];
    for (int i = 0; i < count(); i++) {
      resizing.apply(image(i), all, i * resizing.shape().size());
    }
    return new LabelledImages(resizing.shape(), all, labels, classes);
  }

  /** The first {@code most} images, or all if there are fewer. */
  public LabelledImages first(int most) {
    if (most >= count()) {
      return this;
    }
    return new LabelledImages(
        shape, Arrays.copyOf(pixels, most * shape.size()), Arrays.copyOf(labels, most), classes);
  }

  @Override
  public String toString() {
    return count() + " images " + shape + " in " + classes.size() + " classes";
  }
}
