package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PathChoiceTest {

  private static final VectorPath WITHOUT_MODULE =
      new VectorPath(
          () -> {
            throw new NoClassDefFoundError("jdk/incubator/vector/Vector");
          });
  private static final VectorPath WITHOUT_CLASS =
      new VectorPath(
          () -> {
            throw new ClassNotFoundException("io.requant.Missing");
          });

  @Test
  void vectorPathIsThereInAJvmWithTheModule() {
    assertThat(new VectorPath().available()).isTrue();
    assertThat(PathChoice.ofThisJvm().choose("vector").name()).isEqualTo("vector");
  }

  @Test
  void vectorPathIsAbsentWhereItsClassesDoNotLink() {
    assertThat(WITHOUT_MODULE.available()).isFalse();
    assertThat(WITHOUT_CLASS.available()).isFalse();
  }

  @Test
  void withoutTheVectorApiPlainJavaIsChosen() {
    PathChoice choice = new PathChoice(List.of(WITHOUT_MODULE, new ScalarPath()));
    assertThat(choice.choose("auto").name()).isEqualTo("scalar");
  }

  @Test
  void wishForAPathThatIsAbsentGivesTheFastestThatIsThere() {
    PathChoice choice = new PathChoice(List.of(WITHOUT_MODULE, new ScalarPath()));
    assertThat(choice.choose("vector").name()).isEqualTo("scalar");
  }

  @Test
  void plainJavaCanBeForced() {
    assertThat(PathChoice.ofThisJvm().choose("scalar").name()).isEqualTo("scalar");
  }

  @Test
  void nativeKernelsAreChosenWhereThereAreAny() {
    assertThat(Engines.nativePaths()).isNotEmpty();
    assertThat(PathChoice.ofThisJvm().choose("auto").name()).isEqualTo("native");
  }

  @Test
  void everyInstructionSetCanBeWishedForOnEveryMachine() {
    for (String wish : List.of("native-avx512vnni", "native-avxvnni", "native-baseline")) {
      assertThat(PathChoice.ofThisJvm().choose(wish).available()).isTrue();
    }
  }

  @Test
  void unknownPathIsRefusedWithTheNamesThatArePossible() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathChoice.ofThisJvm().choose("gpu"))
        .withMessageContaining("'gpu'")
        .withMessageContaining("auto, native, native-avx512vnni,");
  }
}
