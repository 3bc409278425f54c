package io.requant.quantlstm.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensitivityFileTest {

  private static final float[] VALUES = {0.1f, 1e-9f, 3};

  @TempDir Path directory;

  @Test
  void whatWasMeasuredForAKeyComesBackExactly() throws IOException {
    open("key", 3).add(1, 2, VALUES);
    open("key", 3).add(0, 4, new float[] {5, 6, 7});
    SensitivityFile again = open("key", 3);
    assertThat(again.values(1, 2)).isEqualTo(VALUES);
    assertThat(again.values(0, 4)).containsExactly(5, 6, 7);
    assertThat(again.values(0, 0)).isNull();
  }

  @Test
  void anotherKeyOrNumberOfImagesStartsAnew() throws IOException {
    open("key", 3).add(1, 2, VALUES);
    assertThat(open("key", 4).values(1, 2)).isNull();
    open("key", 3).add(1, 2, VALUES);
    assertThat(open("other", 3).values(1, 2)).isNull();
    assertThat(open("key", 3).values(1, 2)).isNull();
  }

  @Test
  void aLineThatWasCutOffIsMeasuredAgainAndHarmsNoOther() throws IOException {
    SensitivityFile file = open("key", 3);
    file.add(0, 1, VALUES);
    file.add(1, 1, new float[] {12, 34, 56});
    Path path = directory.resolve("sensitivities.csv");
    String text = Files.readString(path);
    for (int cut = 1; cut < "1,1,12.0,34.0,56.0\n".length(); cut++) {
      Files.writeString(path, text.substring(0, text.length() - cut));
      SensitivityFile again = open("key", 3);
      assertThat(again.values(0, 1)).as("%d characters cut", cut).isEqualTo(VALUES);
      assertThat(again.values(1, 1)).as("%d characters cut", cut).isNull();
      again.add(1, 1, VALUES);
      assertThat(open("key", 3).values(1, 1)).isEqualTo(VALUES);
    }
  }

  private SensitivityFile open(String key, int images) throws IOException {
    return new SensitivityFile(directory.resolve("sensitivities.csv"), key, images);
  }
}
