package io.requant.model.network;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Binary form of a {@link Graph}: what digests are taken of and what a model file stores.
 *
 * <p>Big-endian, strings in modified UTF-8 with a 16-bit length, one tag byte per layer.
 */
public final class GraphCodec {

  private static final int CONV = 1;
  private static final int LINEAR = 2;
  private static final int ADD = 3;
  private static final int RELU = 4;
  private static final int MAX_POOL = 5;
  private static final int AVG_POOL = 6;
  private static final int GLOBAL_AVG_POOL = 7;
  private static final int SUBSAMPLE = 8;
  private static final int FLATTEN = 9;

  private GraphCodec() {}

  /** Writes a graph. */
  public static void write(Graph graph, DataOutput out) throws IOException {
    out.writeUTF(graph.name());
    writeShape(graph.inputShape(), out);
    for (int c = 0; c < graph.normalisation().channels(); c++) {
      out.writeDouble(graph.normalisation().mean().get(c));
      out.writeDouble(graph.normalisation().deviation().get(c));
    }
    out.writeInt(graph.layers().size());
    for (Layer layer : graph.layers()) {
      writeLayer(layer, out);
    }
    out.writeInt(graph.classes().size());
    for (String name : graph.classes()) {
      out.writeUTF(name);
    }
  }

  /**
   * Reads a graph.
   *
   * @throws IllegalArgumentException if what is read is no valid graph
   */
  public static Graph read(DataInput in) throws IOException {
    String name = in.readUTF();
    Shape input = new Shape(in.readInt(), in.readInt(), in.readInt());
    if (input.channels() > Normalisation.MAX_CHANNELS) {
      throw new IllegalArgumentException("input of " + input.channels() + " channels");
    }
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < input.channels(); c++) {
      mean.add(in.readDouble());
      deviation.add(in.readDouble());
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = count("layers", in.readInt(), Graph.MAX_LAYERS); i > 0; i--) {
      layers.add(readLayer(in));
    }
    List<String> classes = new ArrayList<>();
    for (int i = count("classes", in.readInt(), Graph.MAX_CLASSES); i > 0; i--) {
      classes.add(in.readUTF());
    }
    return new Graph(name, input, new Normalisation(mean, deviation), layers, classes);
  }

  private static void writeLayer(Layer layer, DataOutput out) throws IOException {
    if (layer instanceof Conv conv) {
      head(CONV, layer, conv.input(), out);
      out.writeInt(conv.inChannels());
      out.writeInt(conv.outChannels());
      writeWindow(conv.window(), out);
      out.writeInt(conv.groups());
    } else if (layer instanceof Linear linear) {
      head(LINEAR, layer, linear.input(), out);
      out.writeInt(linear.inFeatures());
      out.writeInt(linear.outFeatures());
    } else if (layer instanceof Add add) {
      head(ADD, layer, add.left(), out);
      out.writeUTF(add.right());
    } else if (layer instanceof Relu relu) {
      head(RELU, layer, relu.input(), out);
      out.writeDouble(relu.cap());
    } else if (layer instanceof MaxPool pool) {
      head(MAX_POOL, layer, pool.input(), out);
      writeWindow(pool.window(), out);
    } else if (layer instanceof AvgPool pool) {
      head(AVG_POOL, layer, pool.input(), out);
      writeWindow(pool.window(), out);
    } else if (layer instanceof GlobalAvgPool pool) {
      head(GLOBAL_AVG_POOL, layer, pool.input(), out);
    } else if (layer instanceof Subsample subsample) {
      head(SUBSAMPLE, layer, subsample.input(), out);
      out.writeInt(subsample.stride());
      out.writeInt(subsample.channelsBefore());
      out.writeInt(subsample.channelsAfter());
    } else if (layer instanceof Flatten flatten) {
      head(FLATTEN, layer, flatten.input(), out);
    }
  }

  private static void head(int tag, Layer layer, String input, DataOutput out) throws IOException {
    out.writeByte(tag);
    out.writeUTF(layer.name());
    out.writeUTF(input);
  }

  private static Layer readLayer(DataInput in) throws IOException {
    int tag = in.readUnsignedByte();
    String name = in.readUTF();
    String input = in.readUTF();
    return switch (tag) {
      case CONV -> new Conv(name, input, in.readInt(), in.readInt(), readWindow(in), in.readInt());
      case LINEAR -> new Linear(name, input, in.readInt(), in.readInt());
      case ADD -> new Add(name, input, in.readUTF());
      case RELU -> new Relu(name, input, in.readDouble());
      case MAX_POOL -> new MaxPool(name, input, readWindow(in));
      case AVG_POOL -> new AvgPool(name, input, readWindow(in));
      case GLOBAL_AVG_POOL -> new GlobalAvgPool(name, input);
      case SUBSAMPLE -> new Subsample(name, input, in.readInt(), in.readInt(), in.readInt());
      case FLATTEN -> new Flatten(name, input);
      default ->
          throw new IllegalArgumentException(
              "layer '" + name + "' is of kind " + tag + ", which this version does not know");
    };
  }

  private static void writeShape(Shape shape, DataOutput out) throws IOException {
    out.writeInt(shape.height());
    out.writeInt(shape.width());
    out.writeInt(shape.channels());
  }

  private static void writeWindow(Window w, DataOutput out) throws IOException {
    out.writeByte(w.kernelHeight());
    out.writeByte(w.kernelWidth());
    out.writeByte(w.strideY());
    out.writeByte(w.strideX());
    out.writeByte(w.padTop());
    out.writeByte(w.padLeft());
    out.writeByte(w.padBottom());
    out.writeByte(w.padRight());
  }

  private static Window readWindow(DataInput in) throws IOException {
    return new Window(
        in.readUnsignedByte(),
        in.readUnsignedByte(),
        in.readUnsignedByte(),
        in.readUnsignedByte(),
        in.readUnsignedByte(),
        in.readUnsignedByte(),
        in.readUnsignedByte(),
        in.readUnsignedByte());
  }

  private static int count(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          value + " " + what + "; at most " + most + " are possible");
    }
    return value;
  }
}
