package io.requant.pipeline.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.api.pipeline.InferenceResult.RankedClass;
import io.requant.model.graph.Graph;
import io.requant.pipeline.internal.TestModel;
import java.nio.IntBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TopClassesTest {

  private static final Graph GRAPH = TestModel.NETWORK.graph();

  @Property
  void theBestComeFirstAndTiesGoToTheLowerIndex(
      @ForAll @Size(10) List<@IntRange(min = -5, max = 5) Integer> logits) {
    int[] values = logits.stream().mapToInt(Integer::intValue).toArray();
    List<Integer> expected =
        IntStream.range(0, 10)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -values[i]).thenComparing(i -> i))
            .limit(5)
            .toList();
    IntBuffer buffer = IntBuffer.wrap(values);
    assertThat(TopClasses.of(GRAPH, buffer, 0.5))
        .extracting(RankedClass::index)
        .isEqualTo(expected);
    assertThat(TopClasses.best(buffer, 10)).isEqualTo(expected.get(0));
  }

  @Test
  void probabilitiesAreTheSoftmaxOfTheScaledLogits() {
    IntBuffer logits = IntBuffer.wrap(new int[] {0, 20, 10, 0, 0, 0, 0, 0, 0, 0});
    List<RankedClass> top = TopClasses.of(GRAPH, logits, 0.1);
    double sum = Math.exp(2) + Math.exp(1) + 8;
    assertThat(top.get(0).probability()).isCloseTo(Math.exp(2) / sum, within(1e-12));
    assertThat(top.get(1).probability()).isCloseTo(Math.exp(1) / sum, within(1e-12));
    assertThat(top.get(0).name()).isEqualTo("class 1");
  }

  @Test
  void extremeLogitsDoNotOverflow() {
    IntBuffer logits =
        IntBuffer.wrap(new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 0, 0, 0, 0, 0, 0, 0});
    assertThat(TopClasses.of(GRAPH, logits, 1).get(0).probability()).isEqualTo(1);
  }
}
