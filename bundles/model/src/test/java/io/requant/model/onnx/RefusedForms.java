package io.requant.model.onnx;

import static io.requant.model.onnx.TestModel.integer;
import static io.requant.model.onnx.TestModel.ints;
import static io.requant.model.onnx.TestModel.real;
import static io.requant.model.onnx.TestModel.text;

import ai.onnx.proto.OnnxMl;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;

/** Forms of operators without counterpart, each with what its refusal says. */
final class RefusedForms {

  private RefusedForms() {}

  private static Arguments form(String name, String reason, Consumer<TestModel> nodes) {
    return Arguments.of(Named.of(name, nodes), reason);
  }

  static List<Arguments> all() {
    return List.of(
        form("dilation", "dilation 2", m -> conv(m, ints("dilations", 2, 2))),
        form("pads as large as the kernel", "padding 3", m -> conv(m, ints("pads", 3, 3, 3, 3))),
        form("negative pads", "negative padding", m -> conv(m, ints("pads", -1, 0, 0, 0))),
        form("pads of another rank", "'pads' has 2", m -> conv(m, ints("pads", 1, 1))),
        form("unknown auto_pad", "'auto_pad'", m -> conv(m, text("auto_pad", "SOMEHOW"))),
        form(
            "kernel and weights disagree",
            "'kernel_shape'",
            m -> conv(m, ints("kernel_shape", 5, 5))),
        form("wrong groups", "in 2 groups", m -> conv(m, integer("group", 2))),
        form("groups of zero", "in 0 groups", m -> conv(m, integer("group", 0))),
        form("stride of zero", "stride 0", m -> conv(m, ints("strides", 0, 1))),
        form("attribute of another type", "of type FLOAT", m -> conv(m, real("group", 1))),
        form(
            "kernel of another network",
            "does not fit an input of 3 channels",
            m -> m.conv("x", 4, 4, 3, 1)),
        form(
            "one-dimensional kernel",
            "only images",
            m -> m.node("Conv", List.of("x", m.weights(4, 3, 3)))),
        form(
            "kernel that is computed",
            "must be a constant",
            m -> m.node("Conv", List.of("x", "x"))),
        form(
            "kernel larger than the image",
            "larger than its padded input",
            m -> m.node("Conv", List.of("x", m.weights(4, 3, 9, 9)))),
        form(
            "matrix on a map",
            "flatten it first",
            m -> m.node("MatMul", List.of("x", m.weights(5, 5)))),
        form(
            "matrix of another size",
            "does not fit a vector of 60",
            m -> m.node("Gemm", List.of(m.node("Flatten", "x"), m.weights(61, 4)))),
        form(
            "bias of another size",
            "a bias of shape",
            m -> m.node("Gemm", List.of(m.node("Flatten", "x"), m.weights(60, 4), m.weights(5)))),
        form(
            "padding not counted",
            "count_include_pad=0",
            m -> m.node("AveragePool", "x", ints("kernel_shape", 3, 3), ints("pads", 1, 1, 1, 1))),
        form(
            "partial averages",
            "ceil_mode",
            m ->
                m.node(
                    "AveragePool",
                    "x",
                    ints("kernel_shape", 2, 2),
                    ints("strides", 2, 2),
                    integer("ceil_mode", 1))),
        form(
            "maximum over zeros",
            "may be negative",
            m ->
                m.node(
                    "MaxPool",
                    m.node("Pad", List.of("x", m.longs(0, 0, 1, 1, 0, 0, 1, 1))),
                    ints("kernel_shape", 3, 3))),
        form(
            "padding that nothing takes",
            "only a convolution or a pool",
            m -> m.relu(m.node("Pad", List.of("x", m.longs(0, 0, 1, 1, 0, 0, 1, 1))))),
        form(
            "reflection",
            "mode 'reflect'",
            m ->
                m.node(
                    "Pad", List.of("x", m.longs(0, 0, 1, 1, 0, 0, 1, 1)), text("mode", "reflect"))),
        form(
            "padding with ones",
            "other than 0",
            m -> m.node("Pad", List.of("x", m.longs(0, 0, 1, 1, 0, 0, 1, 1), m.scalar(1)))),
        form(
            "pads of half the axes",
            "4 pads",
            m -> m.node("Pad", List.of("x", m.longs(0, 0, 1, 1)))),
        form(
            "a crop",
            "takes part of axis 2",
            m -> m.node("Slice", List.of("x", m.longs(1), m.longs(3), m.longs(2)))),
        form(
            "every second channel",
            "takes part of axis 1",
            m -> m.node("Slice", List.of("x", m.longs(0), m.longs(9), m.longs(1), m.longs(2)))),
        form(
            "two features joined",
            "joins features",
            m -> m.node("Concat", List.of("x", m.relu("x")), integer("axis", 1))),
        form(
            "a softmax inside",
            "not at the end",
            m -> m.relu(m.node("Softmax", m.node("Flatten", "x"), integer("axis", 1)))),
        form(
            "a softmax over one",
            "normalises axis 0",
            m -> m.node("Softmax", m.node("Flatten", "x"), integer("axis", 0))),
        form(
            "a clip from below zero",
            "clips to -1.0..1.0",
            m -> m.node("Clip", List.of("x", m.scalar(-1), m.scalar(1)))),
        form(
            "batch norm in training",
            "eval mode",
            m ->
                m.node(
                    "BatchNormalization",
                    List.of("x", m.positive(3), m.weights(3), m.weights(3), m.positive(3)),
                    integer("training_mode", 1))),
        form("batch norm of another size", "a parameter of shape [4]", m -> m.batchNorm("x", 4)),
        form(
            "negative variance",
            "NaN",
            m ->
                m.node(
                    "BatchNormalization",
                    List.of(
                        "x",
                        m.positive(3),
                        m.weights(3),
                        m.weights(3),
                        m.constant(new float[] {-1, -1, -1}, 3)))),
        form(
            "sum of two shapes",
            "both must have one shape",
            m -> m.node("Add", List.of("x", m.conv("x", 3, 4, 3, 1)))),
        form(
            "constant per pixel",
            "one per channel",
            m -> m.node("Add", List.of(m.conv("x", 3, 4, 3, 1), m.weights(4, 5)))),
        form("division by zero", "Infinity", m -> m.node("Div", List.of("x", m.scalar(0)))),
        form(
            "division by a feature",
            "computed from the image",
            m -> m.node("Div", List.of(m.scalar(1), "x"))),
        form(
            "mean over channels", "averages axes", m -> m.node("ReduceMean", "x", ints("axes", 1))),
        form("axis out of range", "axis 7", m -> m.node("ReduceMean", "x", ints("axes", 7))),
        form(
            "a permutation",
            "permutes axes",
            m -> m.node("Transpose", "x", ints("perm", 0, 1, 3, 2))),
        form(
            "a shape that does not fit",
            "cannot reshape",
            m -> m.node("Reshape", List.of("x", m.longs(-1, 7)))),
        form(
            "a batch written into a shape",
            "batch 1",
            m -> m.node("Reshape", List.of("x", m.longs(8, 60)))),
        form("a cast to integers", "data type 7", m -> m.node("Cast", "x", integer("to", 7))),
        form(
            "a recurrent layer",
            "(op 'LSTM'): this operator has no counterpart",
            m -> m.node("LSTM", "x")),
        form("an unknown constant", "reads 'nothing'", m -> m.node("Add", List.of("x", "nothing"))),
        form(
            "integers divided by zero",
            "divides an integer by 0",
            m -> m.node("Reshape", List.of("x", m.node("Div", List.of(m.longs(1), m.longs(0)))))),
        form(
            "a huge constant",
            "makes a constant of shape",
            m -> m.node("Add", List.of("x", m.node("ConstantOfShape", m.longs(6000, 6000))))),
        form(
            "an index out of range",
            "index 9",
            m ->
                m.node(
                    "Reshape",
                    List.of("x", m.node("Gather", List.of(m.longs(1, 2), m.longs(9)))))));
  }

  private static void conv(TestModel m, OnnxMl.AttributeProto attribute) {
    m.node("Conv", List.of("x", m.weights(4, 3, 3, 3)), attribute);
  }
}
