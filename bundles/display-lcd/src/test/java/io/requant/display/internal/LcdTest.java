package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LcdTest {

  @TempDir private Path folder;
  private final Observer observer = new Observer();
  private final LcdScreen screen = new LcdScreen(Panel.AN430);
  private long now;

  private void show(int rgb, long in) {
    var engine = Samples.engine("w4a4", "pi");
    observer.show(
        Samples.result(Samples.frame(32, 24, rgb, OptionalInt.empty()), engine),
        Samples.status(engine, in, 0));
  }

  private static void assertSame(byte[] png, int width, int height, short[] pixels)
      throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
    int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < rgb.length; i++) {
      assertThat(rgb[i] & 0xFFFFFF).isEqualTo(Colour.rgb(pixels[i]));
    }
  }

  @Property(tries = 30)
  void a_png_has_exactly_the_colours_that_the_panel_shows(
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 50) int height,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    short[] pixels = new short[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (short) random.nextInt();
    }
    assertSame(PngEncoder.encode(width, height, pixels), width, height, pixels);
  }

  @Test
  void the_panels_picture_is_the_same_in_the_png_and_in_the_raw_bytes() throws IOException {
    show(0x18A4E7, 5);
    assertThat(screen.refresh(observer.observe())).isTrue();
    byte[] raw = screen.raw();
    assertThat(raw).hasSize(480 * 272 * 2);
    short[] pixels = new short[480 * 272];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (short) ((raw[2 * i] & 0xFF) | (raw[2 * i + 1] << 8));
    }
    assertSame(screen.png(), 480, 272, pixels);
    Box picture = PanelStyle.of(Panel.AN430).picture();
    assertThat(pixels[(picture.y() + 9) * 480 + picture.x() + 9]).isEqualTo(Colour.pixel(0x18A4E7));
  }

  @Test
  void nothing_is_drawn_or_encoded_again_while_nothing_changes() {
    show(1, 5);
    assertThat(screen.refresh(observer.observe())).isTrue();
    long sequence = screen.sequence();
    byte[] png = screen.png();
    assertThat(screen.refresh(observer.observe())).isFalse();
    assertThat(screen.sequence()).isEqualTo(sequence);
    assertThat(screen.png()).isEqualTo(png);
    show(1, 6);
    assertThat(screen.refresh(observer.observe())).isTrue();
    assertThat(screen.sequence()).isEqualTo(sequence + 1);
    assertThat(screen.png()).isNotEqualTo(png);
  }

  @Test
  void files_get_the_newest_picture_at_their_own_rate() {
    List<Long> written = new ArrayList<>();
    Lcd lcd = new Lcd(observer, screen, List.of(s -> written.add(s.sequence())), 1, () -> now);
    for (int tick = 0; tick < 50; tick++) {
      show(tick, tick + 10);
      lcd.tick();
      now += 100_000_000;
    }
    assertThat(written).containsExactly(1L, 11L, 21L, 31L, 41L);
    now += 10_000_000_000L;
    lcd.tick();
    assertThat(written).endsWith(50L).hasSize(6);
    now += 10_000_000_000L;
    lcd.tick();
    assertThat(written).as("an old picture is not written again").hasSize(6);
  }

  @Test
  void a_file_is_replaced_whole_and_nothing_else_is_left() throws IOException {
    Path file = folder.resolve("lcd.png");
    PictureFile target = new PictureFile(file);
    target.write(new byte[] {1, 2, 3});
    target.write(new byte[] {4});
    assertThat(Files.readAllBytes(file)).containsExactly(4);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void a_file_that_cannot_be_written_does_not_stop_the_lcd() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    PictureFile target = new PictureFile(inner.resolve("lcd.png"));
    Files.delete(inner);
    target.write(new byte[] {1});
    target.write(new byte[] {1});
    Files.createDirectory(inner);
    target.write(new byte[] {2});
    assertThat(Files.readAllBytes(inner.resolve("lcd.png"))).containsExactly(2);
  }

  @Test
  void a_file_without_a_folder_and_impossible_rates_are_refused() {
    assertThatThrownBy(() -> new PictureFile(folder.resolve("no/lcd.png")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no/lcd.png");
    assertThatThrownBy(() -> new PictureFile(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> new Lcd(observer, screen, List.of(), 0, () -> now))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PeriodicTask("requant-test", 61, () -> {}).close())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PngEncoder.encode(3, 3, new short[8]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
