package io.requant.backend.fpga.internal.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraPicturesTest {

  private static final CameraTiming CAMERA = CameraTiming.ov5640(8, 6);

  @TempDir private Path folder;

  @Test
  void aRecordingGivesItsFirstFrameAsItIs() throws Exception {
    byte[] frames = new byte[2 * CAMERA.frameBytes()];
    new Random(1).nextBytes(frames);
    Path file = Files.write(folder.resolve("scene.rgb565"), frames);
    assertThat(CameraPictures.read(file, CAMERA))
        .isEqualTo(Arrays.copyOf(frames, CAMERA.frameBytes()));
  }

  @Test
  void aRecordingOfAnotherSizeIsRefusedWithBothSizes() throws Exception {
    Path file = Files.write(folder.resolve("scene.raw"), new byte[95]);
    assertThatThrownBy(() -> CameraPictures.read(file, CAMERA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("95 bytes")
        .hasMessageContaining("8x6");
  }

  @Test
  void whatIsNoPictureIsRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("a.png"), "no picture");
    assertThatThrownBy(() -> CameraPictures.read(text, CAMERA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.png");
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    Path broken = folder.resolve("b.png");
    ImageIO.write(image, "png", broken.toFile());
    byte[] bytes = Files.readAllBytes(broken);
    Files.write(broken, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> CameraPictures.read(broken, CAMERA)).isInstanceOf(IOException.class);
  }

  @Test
  void aPictureOfTheCamerasSizeKeepsItsColoursTruncated() throws Exception {
    BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 2, 0xFF8048);
    Path file = folder.resolve("c.png");
    ImageIO.write(image, "png", file.toFile());
    byte[] pixels = CameraPictures.read(file, CAMERA);
    int at = 2 * (2 * 8 + 3);
    assertThat((pixels[at] & 0xFF) << 8 | (pixels[at + 1] & 0xFF))
        .isEqualTo(0xFF >> 3 << 11 | 0x80 >> 2 << 5 | 0x48 >> 3);
    assertThat(pixels[0]).isZero();
  }

  @Test
  void anImageIsEnlargedByTheLargestWholeFactorInTheMiddle() {
    byte[] image = {(byte) 255, 0, 0, (byte) 255};
    byte[] pixels = CameraPictures.enlarged(image, new Shape(2, 2, 1), CAMERA);
    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < 8; x++) {
        boolean white = x >= 1 && x < 7 && (x < 4) == (y < 3);
        assertThat(pixels[2 * (y * 8 + x)]).as("%d, %d", x, y).isEqualTo((byte) (white ? 255 : 0));
      }
    }
  }
}
