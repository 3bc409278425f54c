package io.requant.quantlstm.internal.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

  @Test
  void equalAnswersDifferByNothingForSure() {
    boolean[] answers = {true, false, true, true};
    PairedBootstrap result = PairedBootstrap.of(answers, answers.clone(), 1);
    assertThat(result).isEqualTo(new PairedBootstrap(0, 0, 0));
    assertThat(result.winner("a", "b")).isEqualTo("neither");
  }

  @Property(tries = 10)
  void theIntervalIsThatOfTheNormalApproximation(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int images = 1000;
    boolean[] first = new boolean[images];
    boolean[] second = new boolean[images];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < images; i++) {
      first[i] = random.nextInt(10) < 9;
      second[i] = random.nextInt(10) < 8 ? first[i] : random.nextBoolean();
      double difference = (first[i] ? 1 : 0) - (second[i] ? 1 : 0);
      sum += difference;
      squares += difference * difference;
    }
    double mean = sum / images;
    double half = 1.96 * Math.sqrt((squares / images - mean * mean) / images);
    PairedBootstrap result = PairedBootstrap.of(first, second, 3);
    assertThat(result.points()).isCloseTo(100 * mean, within(1e-9));
    assertThat(result.low()).isCloseTo(100 * (mean - half), within(0.25));
    assertThat(result.high()).isCloseTo(100 * (mean + half), within(0.25));
    assertThat(PairedBootstrap.of(first, second, 3)).isEqualTo(result);
    PairedBootstrap reverse = PairedBootstrap.of(second, first, 3);
    assertThat(reverse.low()).isCloseTo(-result.high(), within(1e-9));
  }

  @Test
  void whoeverIsAboveZeroThroughoutWins() {
    assertThat(new PairedBootstrap(1, 0.1, 2).winner("a", "b")).isEqualTo("a");
    assertThat(new PairedBootstrap(-1, -2, -0.1).winner("a", "b")).isEqualTo("b");
    assertThat(new PairedBootstrap(1, 0, 2).winner("a", "b")).isEqualTo("neither");
  }

  @Test
  void answersToDifferentImagesCannotBePaired() {
    assertThatThrownBy(() -> PairedBootstrap.of(new boolean[2], new boolean[3], 1))
        .hasMessageContaining("2 and 3 images");
    assertThatThrownBy(() -> PairedBootstrap.of(new boolean[0], new boolean[0], 1))
        .hasMessageContaining("0 and 0 images");
  }
}
