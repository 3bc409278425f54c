package io.requant.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.dataset.DataSetException;
import io.requant.training.DataSet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDataTest {
  @TempDir Path directory;

  @BeforeEach
  void writeDigits() throws IOException {
    for (String part : new String[] {"train", "t10k"}) {
      write(part + "-images-idx3-ubyte.gz", idx(new int[] {3, 28, 28}, 3 * 28 * 28));
      write(part + "-labels-idx1-ubyte.gz", idx(new int[] {3}, 3));
    }
  }

  @Test
  void digits_are_recognised_by_their_files_and_never_mirrored() throws IOException {
    DataSet data = KnownData.read(directory, "");
    assertThat(data.name()).isEqualTo("mnist");
    assertThat(data.flips()).isFalse();
    assertThat(data.train().count()).isEqualTo(3);
    assertThat(data.input().classes()).hasSize(10);
    assertThat(data.input().normalisation().channels()).isEqualTo(1);
  }

  @Test
  void truncated_images_are_refused_by_file_name() throws IOException {
    write("train-images-idx3-ubyte.gz", idx(new int[] {3, 28, 28}, 3 * 28 * 28 - 1));
    assertThatThrownBy(() -> KnownData.read(directory, ""))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("train-images-idx3-ubyte.gz");
  }

  @Test
  void images_with_more_bytes_than_the_header_says_are_refused() throws IOException {
    write("train-images-idx3-ubyte.gz", idx(new int[] {3, 28, 28}, 3 * 28 * 28 + 1));
    assertThatThrownBy(() -> KnownData.read(directory, ""))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("train-images-idx3-ubyte.gz");
  }

  @Test
  void a_truncated_photograph_file_is_refused() throws IOException {
    Files.write(directory.resolve("test_batch.bin"), new byte[3072]);
    Files.writeString(
        directory.resolve("batches.meta.txt"),
        "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n");
    assertThatThrownBy(() -> KnownData.read(directory, "cifar10"))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("batch");
  }

  @Test
  void an_empty_directory_is_refused_with_every_set_that_was_looked_for(@TempDir Path empty) {
    assertThatThrownBy(() -> KnownData.read(empty, ""))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("cifar-10-batches-bin")
        .hasMessageContaining("cifar-100-binary")
        .hasMessageContaining("MNIST/raw");
  }

  @Test
  void an_unknown_name_is_refused_with_the_known_ones() {
    assertThatThrownBy(() -> KnownData.read(directory, "imagenet"))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("imagenet")
        .hasMessageContaining("cifar10, cifar100, mnist");
  }

  private void write(String name, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name)))) {
      out.write(content);
    }
  }

  private static byte[] idx(int[] extents, int values) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * extents.length + values);
    file.putInt(0x800 + extents.length);
    for (int extent : extents) {
      file.putInt(extent);
    }
    return file.array();
  }
}
