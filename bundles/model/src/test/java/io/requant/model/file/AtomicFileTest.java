package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.file.AtomicFile.Access;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
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

  @Test
  void aFileForItsOwnerCanBeReadByNobodyElseAtAnyTime() throws IOException {
    Path path = directory.resolve("key");
    AtomicFile.write(
        path,
        Access.OWNER,
        out -> {
          try (var files = Files.list(directory)) {
            assertThat(files)
                .singleElement()
                .satisfies(f -> assertThat(permissions(f)).isEqualTo("rw-------"));
          }
          out.write(1);
        });
    assertThat(permissions(path)).isEqualTo("rw-------");
  }

  @Test
  void aFileThatEverybodyCouldReadIsReplacedByOneForItsOwner() throws IOException {
    Path path = Files.writeString(directory.resolve("key"), "old");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    AtomicFile.write(path, Access.OWNER, out -> out.write('n'));
    assertThat(path).hasContent("n");
    assertThat(permissions(path)).isEqualTo("rw-------");
  }

  @Test
  void otherFilesHaveThePermissionsOfAnyNewFile() throws IOException {
    Path usual = Files.createFile(directory.resolve("usual"));
    Path path = directory.resolve("file");
    AtomicFile.write(path, out -> out.write(1));
    assertThat(permissions(path)).isEqualTo(permissions(usual));
  }

  @Test
  void whereThereAreNoPermissionsAFileForItsOwnerIsWrittenAllTheSame() throws IOException {
    // A zip file system in this configuration knows no POSIX permissions.
    try (FileSystem zip =
        FileSystems.newFileSystem(directory.resolve("a.zip"), Map.of("create", "true"))) {
      assertThat(zip.supportedFileAttributeViews()).doesNotContain("posix");
      assertThat(AtomicFile.attributes(zip.getPath("/key"), Access.OWNER)).isEmpty();
    }
    assertThat(AtomicFile.attributes(directory.resolve("key"), Access.OWNER)).hasSize(1);
    assertThat(AtomicFile.attributes(directory.resolve("key"), Access.DEFAULT)).isEmpty();
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private long files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.count();
    }
  }
}
