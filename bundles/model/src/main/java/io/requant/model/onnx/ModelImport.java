package io.requant.model.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One import: what the input is, which names and normalisation hold, then the translation. */
final class ModelImport {

  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int BYTE = TensorProto.DataType.UINT8_VALUE;

  private ModelImport() {}

  static ImportedNetwork run(
      byte[] bytes, ExternalData external, String fallbackName, ImportOptions options) {
    OnnxModel model = new OnnxModel(bytes);
    ValueInfoProto input = model.input();
    boolean channelsLast = feedsTransposition(model);
    try {
      Shape shape = inputShape(input, channelsLast, options);
      Map<String, String> metadata = model.metadata();
      NetworkDraft draft = new NetworkDraft(shape, Normalisation.identity(1), model.isOurs());
      draft.normalisation(normalisation(input, shape, metadata, options, draft));
      Feature image = image(shape, channelsLast, rank(input) == 2);
      String output = new Translator(model, new TensorReader(external), draft).run(image);
      List<String> classes =
          options.classes().isEmpty() ? ModelMetadata.classes(metadata) : options.classes();
      FloatNetwork network = draft.build(name(model, fallbackName, options), classes, output);
      return new ImportedNetwork(network, draft.notes());
    } catch (OnnxException e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new OnnxException(e.getMessage(), e);
    }
  }

  private static String name(OnnxModel model, String fallback, ImportOptions options) {
    String own = model.graphName().isBlank() ? fallback : model.graphName();
    return options.name().orElse(own);
  }

  private static Feature image(Shape shape, boolean channelsLast, boolean vector) {
    if (vector) {
      return Feature.vector(Graph.INPUT, shape.channels());
    }
    Feature map = Feature.map(Graph.INPUT, shape);
    if (!channelsLast) {
      return map;
    }
    List<Integer> dims = List.of(1, shape.height(), shape.width(), shape.channels());
    return new Feature(Graph.INPUT, shape, dims, Optional.empty(), false, Deferred.NOTHING);
  }

  /** Whether the image has its channels last: every reader moves them to the front. */
  private static boolean feedsTransposition(OnnxModel model) {
    List<OnnxNode> readers =
        model.nodes().stream()
            .filter(node -> node.inputs().contains(model.input().getName()))
            .toList();
    return !readers.isEmpty()
        && readers.stream()
            .allMatch(
                node ->
                    node.op().equals("Transpose")
                        && Arrays.equals(node.integers("perm"), new long[] {0, 3, 1, 2}));
  }

  private static int rank(ValueInfoProto input) {
    return input.getType().getTensorType().getShape().getDimCount();
  }

  private static Shape inputShape(
      ValueInfoProto input, boolean channelsLast, ImportOptions options) {
    TypeProto.Tensor type = input.getType().getTensorType();
    int element = type.getElemType();
    if (element != FLOAT && element != BYTE) {
      throw error(input, "is of data type " + element + "; float and unsigned bytes are possible");
    }
    if (rank(input) != 4 && rank(input) != 2) {
      throw error(
          input, "has rank " + rank(input) + "; images (batch, channel, row, column) are possible");
    }
    Dimension batch = type.getShape().getDim(0);
    if (batch.hasDimValue() && batch.getDimValue() != 1 && batch.getDimValue() > 0) {
      throw error(
          input,
          "has a fixed batch of %d; export it with batch 1 or a symbolic batch"
              .formatted(batch.getDimValue()));
    }
    if (rank(input) == 2) {
      int elements = options.inputShape().map(Shape::size).orElse(0);
      return Shape.vector(extent(input, 1, elements));
    }
    int height = options.inputShape().map(Shape::height).orElse(0);
    int width = options.inputShape().map(Shape::width).orElse(0);
    int channels = options.inputShape().map(Shape::channels).orElse(0);
    return channelsLast
        ? new Shape(extent(input, 1, height), extent(input, 2, width), extent(input, 3, channels))
        : new Shape(extent(input, 2, height), extent(input, 3, width), extent(input, 1, channels));
  }

  private static int extent(ValueInfoProto input, int axis, int wanted) {
    Dimension dimension = input.getType().getTensorType().getShape().getDim(axis);
    long given = dimension.hasDimValue() ? dimension.getDimValue() : 0;
    if (given <= 0 && wanted > 0) {
      return wanted;
    }
    boolean contradicted = wanted > 0 && wanted != given;
    if (given <= 0 || given > Shape.MAX_EXTENT || contradicted) {
      String found = given <= 0 ? "'" + dimension.getDimParam() + "'" : String.valueOf(given);
      throw error(
          input,
          "has extent %s on axis %d%s; give the input's shape when importing"
              .formatted(found, axis, wanted > 0 ? ", not " + wanted : ""));
    }
    return (int) given;
  }

  private static Normalisation normalisation(
      ValueInfoProto input,
      Shape shape,
      Map<String, String> metadata,
      ImportOptions options,
      NetworkDraft draft) {
    Normalisation known =
        options.normalisation().or(() -> ModelMetadata.normalisation(metadata)).orElse(null);
    if (known == null) {
      boolean bytes = input.getType().getTensorType().getElemType() == BYTE;
      draft.note(
          "the file does not say how pixels become its input: taken as pixels on the scale 0.."
              + (bytes ? 255 : 1));
      List<Double> zeros = Collections.nCopies(shape.channels(), 0.0);
      double step = bytes ? 1 / 255.0 : 1;
      known = new Normalisation(zeros, Collections.nCopies(shape.channels(), step));
    }
    if (known.channels() != shape.channels()) {
      throw error(
          input,
          "has %d channels, the normalisation has %d; give one mean and deviation a channel"
              .formatted(shape.channels(), known.channels()));
    }
    return known;
  }

  private static OnnxException error(ValueInfoProto input, String why) {
    return new OnnxException("input '" + input.getName() + "' " + why);
  }
}
