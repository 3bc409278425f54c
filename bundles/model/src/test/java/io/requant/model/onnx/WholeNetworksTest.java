package io.requant.model.onnx;

import static io.requant.model.onnx.TestModel.integer;
import static io.requant.model.onnx.TestModel.ints;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;
import io.requant.model.program.FusionPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks as PyTorch exports them, batch norm not yet folded. */
class WholeNetworksTest {

  private static final int STAGES = 3;

  private static TestModel resnet20(boolean projection) {
    TestModel m = TestModel.image(13, 3, 32, 32);
    String x = m.relu(m.batchNorm(m.conv("x", 3, 16, 3, 1), 16));
    int in = 16;
    for (int stage = 0; stage < STAGES; stage++) {
      int out = 16 << stage;
      for (int block = 0; block < 3; block++) {
        int stride = out == in ? 1 : 2;
        String body = m.relu(m.batchNorm(m.conv(x, in, out, 3, stride), out));
        body = m.batchNorm(m.conv(body, out, out, 3, 1), out);
        String shortcut = out == in ? x : shortcut(m, x, in, out, projection);
        x = m.relu(m.node("Add", List.of(body, shortcut)));
        in = out;
      }
    }
    String pooled = m.node("AveragePool", x, ints("kernel_shape", 8, 8));
    String shape = m.node("Shape", pooled);
    String batch = m.node("Gather", List.of(shape, m.literal(0)));
    String target =
        m.node(
            "Concat",
            List.of(m.node("Unsqueeze", List.of(batch, m.longs(0))), m.longs(-1)),
            integer("axis", 0));
    String flat = m.node("Reshape", List.of(pooled, target));
    m.node("Gemm", List.of(flat, m.weights(10, 64), m.weights(10)), integer("transB", 1));
    return m;
  }

  private static String shortcut(TestModel m, String x, int in, int out, boolean projection) {
    if (projection) {
      return m.batchNorm(m.conv(x, in, out, 1, 2), out);
    }
    String end = m.longs(Long.MAX_VALUE);
    String rows = m.node("Slice", List.of(x, m.longs(0), end, m.longs(2), m.longs(2)));
    String thinned = m.node("Slice", List.of(rows, m.longs(0), end, m.longs(3), m.longs(2)));
    long pad = ((long) out - in) / 2;
    return m.node("Pad", List.of(thinned, m.longs(0, pad, 0, 0, 0, pad, 0, 0), m.scalar(0)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resnet20IsImportedWithEitherShortcut(boolean projection) {
    Graph graph = Agreement.check(resnet20(projection)).graph();
    assertThat(graph.parametricLayers()).hasSize(projection ? 22 : 20);
    assertThat(graph.layers()).filteredOn(Add.class::isInstance).hasSize(9);
    assertThat(graph.layers()).filteredOn(Subsample.class::isInstance).hasSize(projection ? 0 : 2);
    assertThat(graph.outputShape().channels()).isEqualTo(10);
    assertThat(FusionPlan.of(graph).steps())
        .as("every sum goes along with a convolution")
        .noneMatch(step -> step.anchor() instanceof Add);
  }

  @Test
  void resnet20HasItsPublishedNumberOfWeights() {
    Graph graph =
        OnnxImporter.read(resnet20(false).bytes(), ImportOptions.defaults()).network().graph();
    assertThat(graph.parametricLayers().stream().mapToInt(layer -> layer.weightCount()).sum())
        .isEqualTo(268_336);
  }

  @Test
  void mobileNetV2IsImported() {
    TestModel m = TestModel.image(13, 3, 32, 32);
    String x = relu6(m, m.batchNorm(m.conv("x", 3, 16, 3, 2), 16));
    int in = 16;
    for (int[] bottleneck : new int[][] {{16, 1}, {24, 2}, {24, 1}}) {
      int out = bottleneck[0];
      int wide = in * 6;
      String body = relu6(m, m.batchNorm(m.conv(x, in, wide, 1, 1), wide));
      body =
          m.node(
              "Conv",
              List.of(body, m.weights(wide, 1, 3, 3)),
              ints("pads", 1, 1, 1, 1),
              ints("strides", bottleneck[1], bottleneck[1]),
              integer("group", wide));
      body = relu6(m, m.batchNorm(body, wide));
      body = m.batchNorm(m.conv(body, wide, out, 1, 1), out);
      x = in == out ? m.node("Add", List.of(x, body)) : body;
      in = out;
    }
    String mean = m.node("ReduceMean", x, ints("axes", 2, 3), integer("keepdims", 0));
    String dropped = m.node("Dropout", mean);
    m.node("Gemm", List.of(dropped, m.weights(10, 24), m.weights(10)), integer("transB", 1));
    Graph graph = Agreement.check(m).graph();
    assertThat(graph.layers())
        .filteredOn(Relu.class::isInstance)
        .allMatch(r -> ((Relu) r).cap() == 6);
    assertThat(graph.layers())
        .filteredOn(layer -> layer instanceof Conv conv && conv.kind() == Conv.Kind.DEPTHWISE)
        .hasSize(3);
    assertThat(graph.layers()).filteredOn(Add.class::isInstance).hasSize(2);
  }

  private static String relu6(TestModel m, String x) {
    return m.node("Clip", List.of(x, m.literalReal(0), m.literalReal(6)));
  }
}
