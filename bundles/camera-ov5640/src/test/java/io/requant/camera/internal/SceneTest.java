package io.requant.camera.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.camera.internal.Scene.Exposure;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneTest {

  private static final SensorArea SMALL = new SensorArea(8, 4);

  @TempDir private Path folder;

  private static SceneSpec spec(Path path, String format) {
    return SceneSpec.of(path.toString(), format, BusOrder.HIGH_FIRST);
  }

  private static byte[] pixels(Exposure exposure) {
    byte[] pixels = new byte[exposure.pixels().remaining()];
    exposure.pixels().duplicate().get(pixels);
    return pixels;
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private Path png(String name, int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, name.endsWith("png") ? "png" : "jpg", file.toFile());
    return file;
  }

  @Test
  void a_dump_gives_its_frames_byte_for_byte() throws IOException {
    byte[] dump = random(3 * 64);
    try (Scene scene = spec(write("a.rgb565", dump), "auto").open(SMALL)) {
      assertThat(scene.size()).isEqualTo(3);
      assertThat(pixels(scene.expose(1))).isEqualTo(java.util.Arrays.copyOfRange(dump, 64, 128));
      assertThat(scene.expose(1).label()).isEmpty();
    }
  }

  @Test
  void a_dump_in_the_other_order_is_turned_into_the_order_of_frames() throws IOException {
    byte[] dump = random(64);
    Path file = write("a.raw", dump);
    try (Scene scene = SceneSpec.of(file.toString(), "rgb565", BusOrder.LOW_FIRST).open(SMALL)) {
      byte[] turned = dump.clone();
      Rgb565.exchangeBytes(turned);
      assertThat(pixels(scene.expose(0))).isEqualTo(turned);
    }
  }

  @Test
  void a_truncated_or_empty_dump_is_refused_with_the_numbers() throws IOException {
    Path truncated = write("a.raw", new byte[100]);
    assertThatThrownBy(() -> spec(truncated, "rgb565").open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(truncated.toString())
        .hasMessageContaining("100 bytes are 1 frames of 8x4")
        .hasMessageContaining("36 bytes more");
    Path empty = write("b.raw", new byte[0]);
    assertThatThrownBy(() -> spec(empty, "rgb565").open(SMALL)).isInstanceOf(IOException.class);
  }

  @Test
  void a_dump_that_shrinks_while_it_is_replayed_is_told() throws IOException {
    Path file = write("a.raw", new byte[128]);
    try (Scene scene = spec(file, "rgb565").open(SMALL)) {
      write("a.raw", new byte[70]);
      assertThatThrownBy(() -> scene.expose(1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("inside frame 1");
    }
  }

  @Test
  void cifar_records_have_planes_and_labels() throws IOException {
    byte[] ten = random(2 * 3073);
    ten[0] = 9;
    ten[3073] = 4;
    byte[] hundred = random(2 * 3074);
    hundred[1] = 99;
    hundred[3074 + 1] = 0;
    try (Scene scene = spec(write("ten.bin", ten), "auto").open(new SensorArea(32, 32));
        Scene fine = spec(write("hundred.bin", hundred), "auto").open(new SensorArea(32, 32))) {
      assertThat(scene.size()).isEqualTo(2);
      assertThat(scene.expose(1).label()).isEqualTo(OptionalInt.of(4));
      int at = 3073 + 1 + 5 * 32 + 6;
      assertThat(Rgb565.get(pixels(scene.expose(1)), (5 * 32 + 6) * 2, BusOrder.HIGH_FIRST))
          .isEqualTo(Rgb565.pack(ten[at] & 255, ten[at + 1024] & 255, ten[at + 2048] & 255));
      assertThat(fine.expose(0).label()).isEqualTo(OptionalInt.of(99));
    }
  }

  @Test
  void a_folder_with_a_cifar_test_file_is_that_file() throws IOException {
    write("test_batch.bin", new byte[3073]);
    try (Scene scene = spec(folder, "auto").open(SMALL)) {
      assertThat(scene.size()).isEqualTo(1);
      assertThat(scene.expose(0).label()).isEqualTo(OptionalInt.of(0));
    }
  }

  @Test
  void truncated_cifar_files_and_wrong_labels_are_refused() throws IOException {
    Path truncated = write("a.bin", new byte[3072]);
    assertThatThrownBy(() -> spec(truncated, "cifar10").open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("truncated");
    byte[] wrong = new byte[2 * 3073];
    wrong[3073] = 10;
    Path labelled = write("b.bin", wrong);
    assertThatThrownBy(() -> spec(labelled, "cifar10").open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("image 1 has label 10");
  }

  @Test
  void images_come_by_name_and_other_files_are_left_alone() throws IOException {
    png("b.jpg", 8, 4, 0x00FF00);
    png("a.PNG".toLowerCase(java.util.Locale.ROOT), 2, 1, 0xFF0000);
    write("notes.txt", new byte[3]);
    try (Scene scene = spec(folder, "auto").open(SMALL)) {
      assertThat(scene.size()).isEqualTo(2);
      assertThat(Rgb565.get(pixels(scene.expose(0)), 0, BusOrder.HIGH_FIRST)).isEqualTo(0xF800);
      int green = Rgb565.get(pixels(scene.expose(1)), 0, BusOrder.HIGH_FIRST);
      assertThat(Rgb565.green(green)).isGreaterThan(240);
    }
  }

  @Test
  void an_empty_folder_and_a_missing_path_are_refused() {
    assertThatThrownBy(() -> spec(folder, "auto").open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("no .png");
    assertThatThrownBy(() -> spec(folder.resolve("none"), "auto").open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none")
        .hasMessageContaining("synthetic");
  }

  @Test
  void a_file_that_is_no_image_is_refused_by_name() throws IOException {
    Path fake = write("fake.png", "not a picture".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> spec(folder, "images").open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(fake.toString());
  }

  @Test
  void an_image_larger_than_the_sensor_is_refused_before_it_is_unpacked() throws IOException {
    write("bomb.png", headerOfPng(60_000, 60_000));
    assertThatThrownBy(() -> spec(folder, "images").open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bomb.png")
        .hasMessageContaining("60000x60000")
        .hasMessageContaining("2592x1944");
  }

  private static byte[] headerOfPng(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(33);
    png.put(new byte[] {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10}).putInt(13);
    png.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    png.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).array();
  }

  @Test
  void the_test_pattern_moves_and_begins_again() throws IOException {
    try (Scene scene = SceneSpec.of("synthetic", "auto", BusOrder.HIGH_FIRST).open(SMALL)) {
      assertThat(scene.size()).isEqualTo(TestPattern.PERIOD);
      assertThat(pixels(scene.expose(0))).isNotEqualTo(pixels(scene.expose(20)));
      assertThat(pixels(scene.expose(20))).isEqualTo(pixels(scene.expose(20)));
    }
  }

  @Test
  void exposures_never_share_memory_that_is_written_again() throws IOException {
    try (Scene scene = SceneSpec.of("synthetic", "auto", BusOrder.HIGH_FIRST).open(SMALL);
        Scene remembered = new RememberedScene(scene)) {
      Exposure first = scene.expose(0);
      byte[] before = pixels(first);
      scene.expose(1);
      assertThat(pixels(first)).isEqualTo(before);
      assertThat(first.pixels().isReadOnly()).isTrue();
      assertThat(scene.expose(0).pixels()).isNotSameAs(first.pixels());
      assertThat(remembered.expose(0)).isSameAs(remembered.expose(0));
    }
  }

  @Test
  void unknown_formats_and_names_that_say_nothing_are_refused() throws IOException {
    assertThatThrownBy(() -> spec(folder, "bmp"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("auto, cifar10, cifar100, images, rgb565");
    assertThatThrownBy(() -> SceneSpec.of(" ", "auto", BusOrder.HIGH_FIRST))
        .isInstanceOf(IllegalArgumentException.class);
    Path odd = write("scene.xyz", new byte[64]);
    assertThatThrownBy(() -> spec(odd, "auto").open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set format");
  }
}
