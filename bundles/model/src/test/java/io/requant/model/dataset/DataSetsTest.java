package io.requant.model.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {

  @TempDir Path directory;

  @BeforeEach
  void writeSmallDataSets() throws IOException {
    Path ten = Files.createDirectory(directory.resolve("cifar-10-batches-bin"));
    Files.writeString(ten.resolve("batches.meta.txt"), names(10) + "\n");
    for (int b = 1; b <= 5; b++) {
      Files.write(ten.resolve("data_batch_" + b + ".bin"), cifar(1, 3, b));
    }
    Files.write(ten.resolve("test_batch.bin"), cifar(1, 2, 9));
    Path hundred = Files.createDirectory(directory.resolve("cifar-100-binary"));
    Files.writeString(hundred.resolve("fine_label_names.txt"), names(100));
    Files.write(hundred.resolve("train.bin"), cifar(2, 4, 50));
    Files.write(hundred.resolve("test.bin"), cifar(2, 2, 99));
    Path raw = Files.createDirectories(directory.resolve("MNIST/raw"));
    Files.write(raw.resolve("train-images-idx3-ubyte.gz"), gzip(idxImages(3, 28, 28)));
    Files.write(raw.resolve("train-labels-idx1-ubyte.gz"), gzip(idxLabels(1, 2, 3)));
    Files.write(raw.resolve("t10k-images-idx3-ubyte"), idxImages(2, 28, 28));
    Files.write(raw.resolve("t10k-labels-idx1-ubyte"), idxLabels(9, 0));
  }

  @Test
  void cifarPlanesBecomeInterleavedPixels() throws IOException {
    LabelledImages images = open("cifar10", Split.TRAIN, DataSets.ALL);
    assertThat(images.count()).isEqualTo(15);
    assertThat(images.shape()).isEqualTo(new Shape(32, 32, 3));
    assertThat(images.classes()).hasSize(10).startsWith("class0");
    assertThat(images.label(0)).isEqualTo(1);
    assertThat(images.label(14)).isEqualTo(5);
    // The second image of batch 2: see cifar() for the pixel at plane c, position i.
    byte[] image = images.image(4);
    for (int i = 0; i < 1024; i++) {
      for (int c = 0; c < 3; c++) {
        assertThat(image[3 * i + c]).isEqualTo(pixel(1, c, i));
      }
    }
  }

  @Test
  void cifar100HasFineLabels() throws IOException {
    assertThat(open("cifar100", Split.TRAIN, DataSets.ALL).label(3)).isEqualTo(50);
    LabelledImages test = open("cifar100", Split.TEST, DataSets.ALL);
    assertThat(test.count()).isEqualTo(2);
    assertThat(test.label(0)).isEqualTo(99);
    assertThat(test.classes()).hasSize(100);
  }

  @Test
  void mnistIsReadPackedAndPlain() throws IOException {
    LabelledImages train = open("mnist", Split.TRAIN, DataSets.ALL);
    assertThat(train.shape()).isEqualTo(new Shape(28, 28, 1));
    assertThat(train.count()).isEqualTo(3);
    assertThat(train.label(2)).isEqualTo(3);
    assertThat(train.image(2)[7]).isEqualTo((byte) (2 * 784 + 7));
    LabelledImages test = open("mnist", Split.TEST, DataSets.ALL);
    assertThat(test.label(0)).isEqualTo(9);
    assertThat(test.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  void theFolderItselfAndItsParentAreBothAccepted() throws IOException {
    for (String[] set :
        new String[][] {
          {"cifar10", "cifar-10-batches-bin"},
          {"cifar100", "cifar-100-binary"},
          {"mnist", "MNIST"},
          {"mnist", "MNIST/raw"}
        }) {
      Path folder = directory.resolve(set[1]);
      assertThat(DataSets.open(folder, set[0], Split.TEST, DataSets.ALL).count()).isEqualTo(2);
    }
  }

  @Test
  void aLimitReadsTheFirstImagesAndNoMore() throws IOException {
    assertThat(open("cifar10", Split.TRAIN, 4).count()).isEqualTo(4);
    assertThat(open("mnist", Split.TRAIN, 2).count()).isEqualTo(2);
    // A later file is not opened.
    Files.delete(directory.resolve("cifar-10-batches-bin/data_batch_3.bin"));
    assertThat(open("cifar10", Split.TRAIN, 6).count()).isEqualTo(6);
    assertThatThrownBy(() -> open("cifar10", Split.TRAIN, 7))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("data_batch_3.bin: the file is missing");
    assertThatThrownBy(() -> open("cifar10", Split.TRAIN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit of 0");
  }

  @Test
  void theHoldoutIsThatOfHoldout() throws IOException {
    int total = Holdout.SIZE + 100;
    Path raw = directory.resolve("MNIST/raw");
    Files.write(raw.resolve("train-images-idx3-ubyte"), idxImages(total, 2, 1));
    byte[] labels = new byte[total];
    for (int i = 0; i < total; i++) {
      labels[i] = (byte) (i % 7);
    }
    Files.write(raw.resolve("train-labels-idx1-ubyte"), idxLabels(labels));
    int[] expected = Holdout.indices(total, Holdout.SIZE, Holdout.SEED);
    LabelledImages kept = open("mnist", Split.HOLDOUT, DataSets.ALL);
    assertThat(kept.count()).isEqualTo(Holdout.SIZE);
    for (int i = 0; i < kept.count(); i++) {
      assertThat(kept.label(i)).isEqualTo(expected[i] % 7);
      assertThat(kept.image(i)[0]).isEqualTo((byte) (2 * expected[i]));
    }
    assertThat(open("mnist", Split.HOLDOUT, 3).label(2)).isEqualTo(expected[2] % 7);
    assertThat(open("mnist", Split.FIT, DataSets.ALL).count()).isEqualTo(100);
    assertThatThrownBy(() -> open("cifar10", Split.HOLDOUT, DataSets.ALL))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("15 training images; a hold-out of 5000 needs more");
  }

  @Test
  void aMissingFolderIsNamedWithWhatWasLookedForAndWhereToGetIt() {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> DataSets.open(none, "cifar10", Split.TEST, DataSets.ALL))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining(none.toString())
        .hasMessageContaining("cifar-10-batches-bin/test_batch.bin nor test_batch.bin")
        .hasMessageContaining("The CIFAR-10 dataset");
    assertThatThrownBy(() -> DataSets.open(none, "mnist", Split.TRAIN, DataSets.ALL))
        .hasMessageContaining("MNIST/raw/train-images-idx3-ubyte")
        .hasMessageContaining("The MNIST database");
    assertThatThrownBy(() -> open("imagenet", Split.TEST, DataSets.ALL))
        .hasMessageContaining("'imagenet' is unknown; there are cifar10, cifar100, mnist");
  }

  @Test
  void truncatedFilesAndWrongLabelsAreNamed() throws IOException {
    Path test = directory.resolve("cifar-10-batches-bin/test_batch.bin");
    byte[] whole = Files.readAllBytes(test);
    for (int length : new int[] {0, 1, 3072, whole.length - 1}) {
      Files.write(test, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> open("cifar10", Split.TEST, DataSets.ALL))
          .isInstanceOf(DataSetException.class)
          .hasMessageContaining("test_batch.bin: record " + length / 3073)
          .hasMessageContaining("truncated");
    }
    whole[3073] = 10;
    Files.write(test, whole);
    assertThatThrownBy(() -> open("cifar10", Split.TEST, DataSets.ALL))
        .hasMessageContaining("test_batch.bin: record 1 has label 10; there are 10 classes");
  }

  @Test
  void everyTruncationOfAnIdxFileIsNamed() throws IOException {
    Path raw = directory.resolve("MNIST/raw");
    for (String name : List.of("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")) {
      byte[] whole = Files.readAllBytes(raw.resolve(name));
      for (int length = 0; length < whole.length; length += length < 20 ? 1 : 97) {
        Files.write(raw.resolve(name), Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> open("mnist", Split.TEST, DataSets.ALL))
            .isInstanceOf(DataSetException.class)
            .hasMessageContaining(name)
            .hasMessageContaining("truncated");
      }
      Files.write(raw.resolve(name), Arrays.copyOf(whole, whole.length + 1));
      assertThatThrownBy(() -> open("mnist", Split.TEST, DataSets.ALL))
          .hasMessageContaining("more data than its header says");
      Files.write(raw.resolve(name), whole);
    }
  }

  @Test
  void damagedArchivesAreNamed() throws IOException {
    Path packed = directory.resolve("MNIST/raw/train-images-idx3-ubyte.gz");
    byte[] whole = Files.readAllBytes(packed);
    for (int length : new int[] {1, 12, whole.length / 2, whole.length - 1}) {
      Files.write(packed, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> open("mnist", Split.TRAIN, DataSets.ALL))
          .as("%d bytes", length)
          .isInstanceOf(DataSetException.class)
          .hasMessageContaining("train-images-idx3-ubyte.gz");
    }
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 0x55;
    Files.write(packed, damaged);
    assertThatThrownBy(() -> open("mnist", Split.TRAIN, DataSets.ALL))
        .isInstanceOf(DataSetException.class);
  }

  @Test
  void hostileIdxHeadersAreRejectedWithoutAllocating() throws IOException {
    int[][] headers = {
      {0x801, 2, 28, 28},
      {0x803, -1, 28, 28},
      {0x803, Integer.MAX_VALUE, 28, 28},
      {0x803, 2, 0, 28},
      {0x803, 2, 28, 65_536},
      {0x803, 1 << 20, 1024, 1024},
      {0x803, 1 << 20, 40, 40}
    };
    for (int[] header : headers) {
      ByteBuffer bytes = ByteBuffer.allocate(16);
      Arrays.stream(header).forEach(bytes::putInt);
      Path raw = directory.resolve("MNIST/raw");
      Files.write(raw.resolve("t10k-images-idx3-ubyte"), bytes.array());
      byte[] labels = ByteBuffer.allocate(8).putInt(0x801).putInt(header[1]).array();
      Files.write(raw.resolve("t10k-labels-idx1-ubyte"), labels);
      assertThatThrownBy(() -> open("mnist", Split.TEST, DataSets.ALL))
          .isInstanceOf(DataSetException.class)
          .hasMessageContaining("t10k-");
    }
  }

  @Test
  void imagesAndLabelsBelongTogether() throws IOException {
    Path raw = directory.resolve("MNIST/raw");
    Files.write(raw.resolve("t10k-labels-idx1-ubyte"), idxLabels(1, 2, 3));
    assertThatThrownBy(() -> open("mnist", Split.TEST, DataSets.ALL))
        .hasMessageContaining("3 labels")
        .hasMessageContaining("2 images");
    Files.write(raw.resolve("t10k-labels-idx1-ubyte"), idxLabels(1, 10));
    assertThatThrownBy(() -> open("mnist", Split.TEST, DataSets.ALL))
        .hasMessageContaining("label 1 is 10");
  }

  @Test
  void theListOfClassesHasTheRightLength() throws IOException {
    Files.writeString(directory.resolve("cifar-10-batches-bin/batches.meta.txt"), names(9));
    assertThatThrownBy(() -> open("cifar10", Split.TEST, DataSets.ALL))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("batches.meta.txt: 9 names; 10 are expected");
    Files.delete(directory.resolve("cifar-10-batches-bin/batches.meta.txt"));
    assertThatThrownBy(() -> open("cifar10", Split.TEST, DataSets.ALL))
        .hasMessageContaining("batches.meta.txt");
  }

  @Test
  void wildlifeHasNineAnimalsAndAsMuchBackgroundOfAllKinds() throws IOException {
    Path hundred = directory.resolve("cifar-100-binary");
    List<String> classes =
        List.of(
            "bear",
            "camel",
            "cloud",
            "elephant",
            "forest",
            "fox",
            "kangaroo",
            "leopard",
            "lion",
            "mountain",
            "plain",
            "sea",
            "tiger",
            "wolf",
            "apple",
            "worm");
    Files.writeString(
        hundred.resolve("fine_label_names.txt"),
        IntStream.range(0, 100)
            .mapToObj(i -> i < classes.size() ? classes.get(i) : "class" + i)
            .collect(Collectors.joining("\n")));
    byte[][] images = new byte[100 * 10][];
    for (int i = 0; i < images.length; i++) {
      images[i] = cifar(2, 1, i % 100);
    }
    Files.write(hundred.resolve("train.bin"), joined(images));

    LabelledImages wildlife = open("wildlife", Split.TRAIN, DataSets.ALL);
    assertThat(wildlife.classes()).hasSize(10).startsWith("bear").endsWith("wolf", "background");
    int[] counts = new int[10];
    IntStream.range(0, wildlife.count()).forEach(i -> counts[wildlife.label(i)]++);
    assertThat(counts).containsOnly(10);

    LabelledImages rest = open("cifar100-rest", Split.TRAIN, DataSets.ALL);
    assertThat(rest.classes()).hasSize(86).startsWith("apple", "worm").doesNotContain("sea");
    assertThat(rest.count()).isEqualTo(860);
    assertThat(open("wildlife", Split.TRAIN, 7).count()).isEqualTo(7);
  }

  @Test
  void wildlifeNeedsTheNamesOfCifar100() {
    assertThatThrownBy(() -> open("wildlife", Split.TRAIN, DataSets.ALL))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("no class 'bear'");
  }

  private static byte[] joined(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }

  @Test
  void imagesCanBeSelectedAndCut() throws IOException {
    LabelledImages images = open("cifar10", Split.TRAIN, DataSets.ALL);
    LabelledImages chosen = images.select(new int[] {14, 0, 14});
    assertThat(chosen.count()).isEqualTo(3);
    assertThat(chosen.label(2)).isEqualTo(5);
    assertThat(chosen.image(1)).isEqualTo(images.image(0));
    assertThat(images.first(2).count()).isEqualTo(2);
    assertThat(images.first(100)).isSameAs(images);
    assertThatThrownBy(() -> images.image(15)).isInstanceOf(IndexOutOfBoundsException.class);
    Shape one = new Shape(1, 1, 1);
    assertThatThrownBy(() -> new LabelledImages(one, new byte[2], new int[1], List.of("a")))
        .hasMessageContaining("1 images of shape 1x1x1 have 2 bytes");
    assertThatThrownBy(() -> new LabelledImages(one, new byte[1], new int[] {1}, List.of("a")))
        .hasMessageContaining("image 0 has label 1; there are 1 classes");
  }

  private LabelledImages open(String name, Split split, int limit) throws IOException {
    return DataSets.open(directory, name, split, limit);
  }

  private static String names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "class" + i).collect(Collectors.joining("\n"));
  }

  private static byte pixel(int record, int channel, int position) {
    return (byte) (31 * record + 77 * channel + position);
  }

  private static byte[] cifar(int labelBytes, int records, int label) {
    ByteBuffer out = ByteBuffer.allocate(records * (labelBytes + 3072));
    for (int r = 0; r < records; r++) {
      if (labelBytes == 2) {
        out.put((byte) 7);
      }
      out.put((byte) label);
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < 1024; i++) {
          out.put(pixel(r, c, i));
        }
      }
    }
    return out.array();
  }

  private static byte[] idxImages(int count, int height, int width) {
    ByteBuffer out = ByteBuffer.allocate(16 + count * height * width);
    out.putInt(0x803).putInt(count).putInt(height).putInt(width);
    for (int i = 0; out.hasRemaining(); i++) {
      out.put((byte) i);
    }
    return out.array();
  }

  private static byte[] idxLabels(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return idxLabels(bytes);
  }

  private static byte[] idxLabels(byte[] labels) {
    ByteBuffer out = ByteBuffer.allocate(8 + labels.length);
    return out.putInt(0x801).putInt(labels.length).put(labels).array();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }
}
