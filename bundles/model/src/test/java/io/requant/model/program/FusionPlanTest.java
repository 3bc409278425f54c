package io.requant.model.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.testing.Nets;
import io.requant.model.testing.RandomGraphs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class FusionPlanTest {

  private static final Window SAME = Window.square(3, 1, 1);

  @Test
  void everyBlockOfAResnetIsTwoSteps() {
    FusionPlan plan = FusionPlan.of(Nets.resnet(20));
    assertThat(plan.requantizingSteps()).hasSize(1 + 18 + 2);
    assertThat(plan.steps().stream().filter(s -> s.residual() != null)).hasSize(9);
    assertThat(describe(plan).subList(0, 3))
        .containsExactly(
            "stem(input) -> stem.relu",
            "s1b1.conv1(stem.relu) -> s1b1.relu1",
            "s1b1.conv2(s1b1.relu1) + stem.relu -> s1b1.relu2");
    assertThat(describe(plan))
        .contains("s2b1.shortcut(s1b3.relu2) -> s2b1.shortcut")
        .contains("s2b1.conv2(s2b1.relu1) + s2b1.shortcut -> s2b1.relu2");
  }

  @Test
  void bottlenecksOfMobileNetV2StaySignedAndTakeTheirSumAlong() {
    FusionPlan plan = FusionPlan.of(Nets.mobileNetV2());
    FusionPlan.PlannedStep sum =
        plan.steps().stream().filter(s -> s.output().equals("b3.add")).findFirst().orElseThrow();
    assertThat(sum.anchor().name()).isEqualTo("b3.project");
    assertThat(sum.residual()).isEqualTo("b2.project");
    assertThat(sum.signed()).isTrue();
    assertThat(describe(plan)).contains("b2.depthwise(b2.relu1) -> b2.relu2");
  }

  @Test
  void inAPreActivationBlockTheRectifierStandsAloneAndTheSumIsFused() {
    FusionPlan plan =
        plan(
            conv("stem", "input"),
            Relu.uncapped("relu", "stem"),
            conv("conv1", "relu"),
            Relu.uncapped("relu1", "conv1"),
            conv("conv2", "relu1"),
            new Add("sum", "conv2", "stem"),
            new GlobalAvgPool("gap", "sum"));
    assertThat(describe(plan))
        .containsExactly(
            "stem(input) -> stem",
            "relu(stem) -> relu",
            "conv1(relu) -> relu1",
            "conv2(relu1) + stem -> sum",
            "gap(sum) -> gap");
  }

  @Test
  void ofTwoConvolutionsThatAreAddedTheLaterTakesTheSum() {
    Layer body = conv("body", "relu");
    Layer projection = conv("projection", "relu");
    for (boolean bodyFirst : new boolean[] {true, false}) {
      FusionPlan plan =
          plan(
              conv("stem", "input"),
              Relu.uncapped("relu", "stem"),
              bodyFirst ? body : projection,
              bodyFirst ? projection : body,
              new Add("sum", "body", "projection"),
              Relu.six("out", "sum"));
      String first = bodyFirst ? "body" : "projection";
      String second = bodyFirst ? "projection" : "body";
      assertThat(describe(plan))
          .containsExactly(
              "stem(input) -> relu",
              first + "(relu) -> " + first,
              second + "(relu) + " + first + " -> out");
    }
  }

  @Test
  void aSumWhoseOperandsHaveOtherReadersOrAreOneTensorStandsAlone() {
    assertThat(
            describe(
                plan(
                    conv("conv", "input"),
                    Relu.uncapped("relu", "conv"),
                    new Add("sum", "conv", "relu"),
                    new Add("twice", "sum", "sum"))))
        .containsExactly(
            "conv(input) -> conv",
            "relu(conv) -> relu",
            "sum(conv) + relu -> sum",
            "twice(sum) + sum -> twice");
  }

  @Test
  void averagesTakeARectifierAlongAndMaximaDoNot() {
    assertThat(
            describe(
                plan(
                    new AvgPool("avg", "input", SAME),
                    Relu.uncapped("relu1", "avg"),
                    new MaxPool("max", "relu1", SAME),
                    Relu.six("relu2", "max"))))
        .containsExactly("avg(input) -> relu1", "max(relu1) -> max", "relu2(max) -> relu2");
  }

  @Test
  void theScaleOfACopyIsThatOfTheStepBefore() {
    FusionPlan plan =
        plan(
            conv("conv", "input"),
            new MaxPool("max1", "conv", SAME),
            new MaxPool("max2", "max1", SAME),
            new GlobalAvgPool("gap", "max2"),
            new Linear("linear", "gap", 4, 2));
    assertThat(plan.scaleSource("max2").output()).isEqualTo("conv");
    assertThat(plan.scaleSource("gap").output()).isEqualTo("gap");
    assertThat(plan.scaleSource("input")).isNull();
    assertThat(plan.averaged(plan.graph().layer("gap"))).isEqualTo(64);
    assertThat(plan.averaged(plan.graph().layer("conv"))).isEqualTo(1);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void everyLayerIsInOneStepAndEveryStepReadsWhatIsComputed(@ForAll long seed) {
    Graph graph = RandomGraphs.graph(new SplittableRandom(seed));
    Set<String> computed = new HashSet<>(Set.of(Graph.INPUT));
    Set<String> covered = new HashSet<>();
    for (FusionPlan.PlannedStep step : FusionPlan.of(graph).steps()) {
      assertThat(computed).contains(step.input());
      if (step.residual() != null) {
        assertThat(computed).contains(step.residual());
        assertThat(graph.shape(step.residual())).isEqualTo(graph.shape(step.output()));
      }
      assertThat(computed.add(step.output())).isTrue();
      String layer = step.anchor().name();
      assertThat(covered.add(layer)).isTrue();
      while (!layer.equals(step.output())) {
        layer = graph.readers(layer).get(0).name();
        assertThat(covered.add(layer)).isTrue();
      }
    }
    assertThat(covered).hasSize(graph.layers().size());
    assertThat(computed).contains(graph.output().name());
  }

  private static Conv conv(String name, String input) {
    return new Conv(name, input, 4, 4, SAME, 1);
  }

  private static FusionPlan plan(Layer... layers) {
    return FusionPlan.of(
        new Graph("g", new Shape(8, 8, 4), Normalisation.identity(4), List.of(layers), List.of()));
  }

  private static List<String> describe(FusionPlan plan) {
    return plan.steps().stream()
        .map(
            s ->
                s.anchor().name()
                    + "("
                    + s.input()
                    + ")"
                    + (s.residual() == null ? "" : " + " + s.residual())
                    + " -> "
                    + s.output())
        .toList();
  }
}
