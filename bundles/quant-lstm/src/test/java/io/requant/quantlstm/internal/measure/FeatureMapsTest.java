package io.requant.quantlstm.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureMapsTest {

  /** in (8 bits) -> a -> b, then b + a -> c, flattened to d. */
  private static Program program(int bitsOfA, int bitsOfB) {
    return new Program(
        List.of(
            tensor("in", 1, 8),
            tensor("a", 4, bitsOfA),
            tensor("b", 2, bitsOfB),
            tensor("c", 1, 8),
            new TensorSpec("d", new Shape(1, 1, 100), 8, true)),
        List.of(
            new Step.Maximum("a", 0, 1, Window.square(1, 1, 0)),
            new Step.Maximum("b", 1, 2, Window.square(1, 1, 0)),
            new Step.Rescale("c", 2, 1, 3, null, null, 0, 1),
            new Step.Reshape("d", 3, 4)),
        4,
        1);
  }

  private static TensorSpec tensor(String name, int channels, int bits) {
    return new TensorSpec(name, new Shape(10, 10, channels), bits, false);
  }

  @Test
  void mapsThatAreReadLaterLiveOnAndTheMostAtOnceCount() {
    // At c: a (400 bytes) for the sum, b (200) and the result (100); at a: 100 + 400.
    assertThat(FeatureMaps.peakBytes(program(8, 8))).isEqualTo(700);
  }

  @Test
  void narrowMapsArePackedAndAnotherShapeIsTheSameMemory() {
    assertThat(FeatureMaps.peakBytes(program(4, 3))).isEqualTo(200 + 75 + 100);
    assertThat(FeatureMaps.peakBytes(program(2, 2))).isEqualTo(100 + 50 + 100);
  }
}
