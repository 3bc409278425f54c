package io.requant.model.onnx;

import static io.requant.model.onnx.TestModel.integer;
import static io.requant.model.onnx.TestModel.ints;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.requant.model.graph.Graph;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Subsample;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The forms in which exporters write the parameter-free shortcut of CIFAR ResNets. */
class ShortcutTest {

  private static final int[] CONV_CHANNELS = {3, 4};

  private static TestModel start(int opset) {
    return TestModel.image(opset, 3, 9, 8);
  }

  private static String stem(TestModel m) {
    return m.relu(m.conv("x", CONV_CHANNELS[0], CONV_CHANNELS[1], 3, 1));
  }

  /** Adds the shortcut to a strided convolution of 8 channels and checks what came of it. */
  private static void checkShortcut(TestModel m, String stem, String shortcut) {
    m.relu(m.node("Add", List.of(m.conv(stem, 4, 8, 3, 2), shortcut)));
    Graph graph = Agreement.check(m).graph();
    assertThat(graph.layers().stream().filter(Subsample.class::isInstance))
        .singleElement()
        .satisfies(
            layer -> {
              Subsample subsample = (Subsample) layer;
              assertThat(subsample.stride()).isEqualTo(2);
              assertThat(subsample.channelsBefore()).isEqualTo(2);
              assertThat(subsample.channelsAfter()).isEqualTo(2);
            });
    assertThat(graph.layers()).hasSize(6);
  }

  private static String pad(TestModel m, String x) {
    return m.node("Pad", List.of(x, m.longs(0, 2, 0, 0, 0, 2, 0, 0)));
  }

  private static String slice(TestModel m, String x, long end, long... axes) {
    long[] starts = new long[axes.length];
    long[] ends = new long[axes.length];
    long[] steps = new long[axes.length];
    Arrays.fill(ends, end);
    Arrays.fill(steps, 2);
    return m.node(
        "Slice", List.of(x, m.longs(starts), m.longs(ends), m.longs(axes), m.longs(steps)));
  }

  @Test
  void oneSliceAndPad() {
    TestModel m = start(13);
    String stem = stem(m);
    checkShortcut(m, stem, pad(m, slice(m, stem, Long.MAX_VALUE, 2, 3)));
  }

  @Test
  void twoSlicesAndPad() {
    TestModel m = start(17);
    String stem = stem(m);
    String rows = slice(m, stem, Integer.MAX_VALUE, -2);
    checkShortcut(m, stem, pad(m, slice(m, rows, Integer.MAX_VALUE, -1)));
  }

  @Test
  void padComesFirst() {
    TestModel m = start(13);
    String stem = stem(m);
    checkShortcut(m, stem, slice(m, pad(m, stem), 9, 2, 3));
  }

  @Test
  void theEndMayLieAnywhereBehindTheLastPixel() {
    TestModel m = TestModel.image(13, 3, 8, 8);
    String stem = stem(m);
    checkShortcut(m, stem, pad(m, slice(m, stem, -1, 2, 3)));
  }

  @Test
  void poolsOfOnePixelPickToo() {
    for (String op : List.of("AveragePool", "MaxPool")) {
      TestModel m = start(13);
      String stem = stem(m);
      String pooled = m.node(op, stem, ints("kernel_shape", 1, 1), ints("strides", 2, 2));
      checkShortcut(m, stem, pad(m, pooled));
    }
  }

  @Test
  void zerosAreJoinedAsConstants() {
    TestModel m = start(13);
    String stem = stem(m);
    String zeros = m.constant(new float[2 * 5 * 4], 1, 2, 5, 4);
    String thinned = slice(m, stem, Integer.MAX_VALUE, 2, 3);
    checkShortcut(m, stem, m.node("Concat", List.of(zeros, thinned, zeros), integer("axis", 1)));
  }

  @Test
  void zerosAreJoinedAsTheFeatureTimesZero() {
    TestModel m = start(13);
    String stem = stem(m);
    String pooled = m.node("AveragePool", stem, ints("kernel_shape", 1, 1), ints("strides", 2, 2));
    String zeros = m.node("Mul", List.of(pooled, m.scalar(0)));
    String joined = m.node("Concat", List.of(pooled, zeros), integer("axis", 1));
    m.node("Add", List.of(m.conv(stem, 4, 8, 3, 2), joined));
    Subsample subsample =
        (Subsample)
            Agreement.check(m).graph().layers().stream()
                .filter(Subsample.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(subsample.channelsBefore()).isZero();
    assertThat(subsample.channelsAfter()).isEqualTo(4);
  }

  @Test
  void zerosAreMadeFromTheShapeOfTheFeature() {
    TestModel m = start(13);
    String stem = stem(m);
    String thinned = slice(m, stem, Integer.MAX_VALUE, 2, 3);
    String shape = m.node("Shape", thinned);
    String head = m.node("Gather", List.of(shape, m.longs(0)), integer("axis", 0));
    String tail = m.node("Gather", List.of(shape, m.longs(2, 3)), integer("axis", 0));
    String target = m.node("Concat", List.of(head, m.longs(2), tail), integer("axis", 0));
    String zeros = m.node("ConstantOfShape", target);
    checkShortcut(m, stem, m.node("Concat", List.of(zeros, thinned, zeros), integer("axis", 1)));
  }

  /** What torch.onnx writes for F.pad: reversed pairs, brought into ONNX's order by nodes. */
  @Test
  void padsAreComputedByNodesAsTorchWritesThem() {
    TestModel m = start(13);
    String stem = stem(m);
    String given = m.longs(0, 0, 0, 0, 2, 2);
    String rest =
        m.node("ConstantOfShape", m.longs(2), TestModel.tensor("value", TestModel.longTensor(0)));
    String all = m.node("Concat", List.of(given, rest), integer("axis", 0));
    String pairs = m.node("Reshape", List.of(all, m.longs(-1, 2)));
    String reversed =
        m.node(
            "Slice",
            List.of(pairs, m.longs(-1), m.longs(Long.MIN_VALUE + 1), m.longs(0), m.longs(-1)));
    String turned = m.node("Transpose", reversed, ints("perm", 1, 0));
    String row = m.node("Reshape", List.of(turned, m.longs(-1)));
    String pads = m.node("Cast", row, integer("to", DataType.INT64.getNumber()));
    String thinned = slice(m, stem, Integer.MAX_VALUE, 2, 3);
    checkShortcut(m, stem, m.node("Pad", List.of(thinned, pads)));
  }

  @Test
  void oldOperatorSetsKeepPadsAndStartsInAttributes() {
    TestModel m = start(9);
    String stem = stem(m);
    String pooled = m.node("AveragePool", stem, ints("kernel_shape", 1, 1), ints("strides", 2, 2));
    String whole =
        m.node(
            "Slice", pooled, ints("axes", 1), ints("starts", 0), ints("ends", Integer.MAX_VALUE));
    checkShortcut(m, stem, m.node("Pad", whole, ints("pads", 0, 2, 0, 0, 0, 2, 0, 0)));
  }

  @Test
  void axesMayBeGivenToPad() {
    TestModel m = start(18);
    String stem = stem(m);
    String thinned = slice(m, stem, Integer.MAX_VALUE, 2, 3);
    checkShortcut(m, stem, m.node("Pad", List.of(thinned, m.longs(2, 2), "", m.longs(1))));
  }

  @Test
  void stridesThatDifferBecomeAPoolOfOnePixel() {
    TestModel m = start(13);
    String thinned = slice(m, stem(m), Integer.MAX_VALUE, 3);
    m.relu(pad(m, thinned));
    assertThat(Agreement.check(m).graph().layers())
        .filteredOn(MaxPool.class::isInstance)
        .singleElement()
        .satisfies(layer -> assertThat(((MaxPool) layer).window().strideX()).isEqualTo(2));
  }

  @Test
  void twoReadersShareOneSubsample() {
    TestModel m = start(13);
    String thinned = pad(m, slice(m, stem(m), Integer.MAX_VALUE, 2, 3));
    m.node("Add", List.of(m.conv(thinned, 8, 8, 3, 1), thinned));
    assertThat(Agreement.check(m).graph().layers())
        .filteredOn(Subsample.class::isInstance)
        .hasSize(1);
  }

  @Test
  void spatialPaddingGoesIntoTheConvolution() {
    TestModel m = start(13);
    String padded = m.node("Pad", List.of("x", m.longs(0, 0, 0, 0, 0, 0, 1, 1)));
    String w = m.weights(4, 3, 3, 3);
    m.node("Conv", List.of(padded, w), ints("strides", 2, 2));
    assertThat(Agreement.check(m).graph().layers()).hasSize(1);
  }

  @Test
  void paddingOfPadAndConvolutionAddUp() {
    TestModel m = start(13);
    String padded = m.node("Pad", List.of("x", m.longs(0, 0, 1, 0, 0, 0, 1, 1)));
    m.node("Conv", List.of(padded, m.weights(4, 3, 5, 5)), ints("pads", 1, 1, 1, 1));
    assertThat(Agreement.check(m).graph().layers()).hasSize(1);
  }
}
