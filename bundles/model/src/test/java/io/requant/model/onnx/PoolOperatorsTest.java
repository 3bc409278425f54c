package io.requant.model.onnx;

import static io.requant.model.onnx.TestModel.integer;
import static io.requant.model.onnx.TestModel.ints;
import static io.requant.model.onnx.TestModel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.GlobalAvgPool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolOperatorsTest {

  @ParameterizedTest
  @CsvSource({"2,2,0,6", "3,2,1,7", "3,1,1,5", "2,1,0,5", "5,3,2,9"})
  void maximaAreTakenWithoutTheirPadding(int kernel, int stride, int pad, int extent) {
    TestModel m = TestModel.image(13, 3, extent, extent + 1);
    m.node(
        "MaxPool",
        m.conv("x", 3, 2, 3, 1),
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", pad, pad, pad, pad));
    Agreement.check(m);
  }

  @ParameterizedTest
  @CsvSource({"2,2,0,7", "3,2,0,6", "3,2,1,6", "2,3,0,7", "3,3,1,8", "2,2,1,6"})
  void roundingTheExtentUpIsPadding(int kernel, int stride, int pad, int extent) {
    TestModel m = TestModel.image(13, 2, extent, extent);
    m.node(
        "MaxPool",
        m.conv("x", 2, 2, 1, 1),
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", pad, pad, pad, pad),
        integer("ceil_mode", 1));
    Agreement.check(m);
  }

  @ParameterizedTest
  @CsvSource({"2,2,0,0", "3,1,1,1", "4,2,1,1", "2,2,0,1"})
  void averagesCountTheirPaddingOrHaveNone(int kernel, int stride, int pad, int counted) {
    TestModel m = TestModel.image(13, 3, 8, 7);
    m.node(
        "AveragePool",
        "x",
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", pad, pad, pad, pad),
        integer("count_include_pad", counted));
    Agreement.check(m);
  }

  @Test
  void padNodesGoIntoTheAverage() {
    TestModel m = TestModel.image(13, 3, 8, 7);
    String padded = m.node("Pad", List.of("x", m.longs(0, 0, 1, 0, 0, 0, 1, 2)));
    m.node("AveragePool", padded, ints("kernel_shape", 3, 3));
    Agreement.check(m);
  }

  @Test
  void padNodesGoIntoTheMaximumWhereNothingIsNegative() {
    TestModel m = TestModel.image(13, 3, 8, 7);
    String relu = m.relu(m.conv("x", 3, 4, 3, 1));
    String padded = m.node("Pad", List.of(relu, m.longs(0, 0, 1, 1, 0, 0, 1, 1)));
    m.node("MaxPool", padded, ints("kernel_shape", 3, 3), ints("strides", 2, 2));
    Agreement.check(m);
  }

  @Test
  void automaticPaddingWorksForPools() {
    TestModel m = TestModel.image(13, 3, 8, 7);
    m.node(
        "MaxPool",
        "x",
        ints("kernel_shape", 3, 3),
        ints("strides", 2, 2),
        text("auto_pad", "SAME_UPPER"));
    Agreement.check(m);
  }

  @Test
  void aGlobalAverageFeedsAClassifier() {
    TestModel m = TestModel.image(13, 3, 8, 7);
    String pooled = m.node("GlobalAveragePool", m.conv("x", 3, 6, 3, 2));
    m.node("Gemm", List.of(m.node("Flatten", pooled), m.weights(6, 4), m.weights(4)));
    assertThat(Agreement.check(m).graph().layers()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"13,0", "13,1", "17,0"})
  void aMeanOverRowsAndColumnsIsAGlobalAverage(int opset, int keepdims) {
    TestModel m = TestModel.image(opset, 3, 8, 7);
    String mean =
        m.node(
            "ReduceMean",
            m.conv("x", 3, 6, 3, 2),
            ints("axes", -2, -1),
            integer("keepdims", keepdims));
    m.node("Gemm", List.of(m.node("Flatten", mean), m.weights(6, 4)));
    assertThat(Agreement.check(m).graph().layers().get(1)).isInstanceOf(GlobalAvgPool.class);
  }

  @Test
  void theAxesOfAMeanMayBeAnInput() {
    TestModel m = TestModel.image(18, 3, 8, 7);
    String mean =
        m.node(
            "ReduceMean", List.of(m.conv("x", 3, 6, 3, 2), m.longs(2, 3)), integer("keepdims", 0));
    m.node("MatMul", List.of(mean, m.weights(6, 4)));
    Agreement.check(m);
  }

  @Test
  void aMeanMayBeTakenAxisByAxis() {
    TestModel m = TestModel.image(13, 3, 8, 7);
    String columns =
        m.node("ReduceMean", m.conv("x", 3, 6, 3, 1), ints("axes", 3), integer("keepdims", 0));
    String rows = m.node("ReduceMean", columns, ints("axes", 2), integer("keepdims", 0));
    m.node("MatMul", List.of(rows, m.weights(6, 4)));
    Agreement.check(m);
  }

  @Test
  void aMeanOverJoinedRowsAndColumnsIsAGlobalAverage() {
    TestModel m = TestModel.image(13, 3, 8, 7);
    String joined = m.node("Reshape", List.of(m.conv("x", 3, 6, 3, 1), m.longs(0, 6, -1)));
    String mean = m.node("ReduceMean", joined, ints("axes", -1), integer("keepdims", 0));
    m.node("MatMul", List.of(mean, m.weights(6, 4)));
    Agreement.check(m);
  }
}
