package io.requant.model.onnx;

import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What an ONNX file does not say, or says differently from what is wanted. Immutable.
 *
 * @param name name of the network; else the one in the file
 * @param normalisation how pixels become the input of the file's graph; else the file's metadata
 *     ({@link ModelMetadata#MEAN}, {@link ModelMetadata#DEVIATION}), else pixels on the scale 0..1
 *     (0..255 if the input is unsigned bytes). Constants that the graph itself subtracts or divides
 *     by come on top
 * @param classes names of the classes; else the file's metadata; empty for neither
 * @param inputShape height, width and channels, where the file leaves them open
 * @param maxBytes largest file (with its external data) accepted
 */
public record ImportOptions(
    Optional<String> name,
    Optional<Normalisation> normalisation,
    List<String> classes,
    Optional<Shape> inputShape,
    long maxBytes) {

  /** Largest file accepted unless told otherwise: 512 MiB. */
  public static final long DEFAULT_MAX_BYTES = 512L << 20;

  public ImportOptions {
    classes = List.copyOf(classes);
    if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a limit of " + maxBytes + " bytes: 1.." + Integer.MAX_VALUE + " are possible");
    }
  }

  /** Everything as the file says. */
  public static ImportOptions defaults() {
    return new ImportOptions(
        Optional.empty(), Optional.empty(), List.of(), Optional.empty(), DEFAULT_MAX_BYTES);
  }

  /** The same with a name. */
  public ImportOptions withName(String networkName) {
    return new ImportOptions(
        Optional.of(networkName), normalisation, classes, inputShape, maxBytes);
  }

  /** The same with a normalisation. */
  public ImportOptions withNormalisation(Normalisation pixelsToInput) {
    return new ImportOptions(name, Optional.of(pixelsToInput), classes, inputShape, maxBytes);
  }

  /** The same with names of classes. */
  public ImportOptions withClasses(List<String> names) {
    return new ImportOptions(name, normalisation, names, inputShape, maxBytes);
  }

  /** The same with a shape for an input that the file leaves open. */
  public ImportOptions withInputShape(Shape shape) {
    return new ImportOptions(name, normalisation, classes, Optional.of(shape), maxBytes);
  }

  /** The same with another limit. */
  public ImportOptions withMaxBytes(long limit) {
    return new ImportOptions(name, normalisation, classes, inputShape, limit);
  }
}
