package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path directory;

  @Test
  void aWriteThatFailsMidwayLeavesTheOldFileAndNothingElse() throws IOException {
    Path path = directory.resolve("file");
    Files.writeString(path, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    path,
                    out -> {
                      out.write(new byte[200_000]);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(path).hasContent("old");
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void aWriterThatThrowsAnythingLeavesNothingBehind() throws IOException {
    Path path = directory.resolve("file");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    path,
                    out -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(files()).isZero();
  }

  @Test
  void theOldFileStaysUntilTheNewOneIsWhole() throws IOException {
    Path path = directory.resolve("file");
    Files.writeString(path, "old");
    AtomicFile.write(
        path,
        out -> {
          out.write("new".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          assertThat(path).hasContent("old");
        });
    assertThat(path).hasContent("new");
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void aDirectoryThatIsMissingIsAnError() {
    assertThatThrownBy(() -> AtomicFile.write(directory.resolve("none/file"), out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
  }

  private long files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.count();
    }
  }
}
