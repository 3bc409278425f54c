package io.requant.quantlstm.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.report.ReportPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSectionTest {

  @TempDir Path folder;

  @Test
  void epochsAreDrawnAndListedAsTheLogHasThem() throws Exception {
    Path log =
        write(
            """
            {"epoch":1,"loss":0.9,"trainAccuracy":0.8,"holdoutAccuracy":0.1,"seconds":90}
            {"epoch":2,"loss":0.7,"trainAccuracy":0.9,"holdoutAccuracy":0.6,"seconds":90}
            """);
    TrainingSection section = TrainingSection.read(log, List.of(8, 2));
    assertThat(section.epochs()).hasSize(2);
    assertThat(section.epochs().get(1).loss()).isEqualTo(0.7);
    Map<String, Object> values = new LinkedHashMap<>();
    section.values(values);
    assertThat(values.get("training").toString()).contains("loss=0.7").doesNotContain("NaN");
    ReportPage page = new ReportPage("test");
    section.page(page);
    assertThat(page.html()).contains("2 epochs, 3 minutes").doesNotContain("NaN");
  }

  @Test
  void whatIsNoLogIsRefusedByLine() throws Exception {
    Path broken = write("{\"epoch\":1}\n{\"epoch\":");
    assertThatThrownBy(() -> TrainingSection.read(broken, List.of(8, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2 is not JSON");
    Path other = write("[]");
    assertThatThrownBy(() -> TrainingSection.read(other, List.of(8, 2)))
        .hasMessageContaining("has no epoch");
    Path empty = write("\n\n");
    assertThatThrownBy(() -> TrainingSection.read(empty, List.of(8, 2)))
        .hasMessageContaining("no epochs");
  }

  private Path write(String text) throws Exception {
    return Files.writeString(folder.resolve("train.jsonl"), text);
  }
}
