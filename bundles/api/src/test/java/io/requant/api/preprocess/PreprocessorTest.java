package io.requant.api.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import io.requant.model.testing.RandomNetworks;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PreprocessorTest {

  private static final Network COLOUR = network("colour", 32, 32, 3);
  private static final Network GREY = network("grey", 28, 28, 1);

  private static Network network(String name, int height, int width, int channels) {
    return RandomNetworks.plausible(
        new Random(1),
        new Graph(
            name,
            new Shape(height, width, channels),
            Normalisation.identity(channels),
            List.of(
                new Flatten("flat", Graph.INPUT),
                new Linear("fc", "flat", height * width * channels, 2)),
            List.of()));
  }

  private static Frame frame(int width, int height, PixelFormat format, byte[] pixels) {
    return new Frame(0, 0, width, height, format, ByteBuffer.wrap(pixels), OptionalInt.empty());
  }

  private static byte[] encoded(Network network, byte[] pixels) {
    ByteBuffer out = ByteBuffer.allocate(pixels.length);
    new InputEncoder(network.graph().normalisation(), network.inputScale()).encode(pixels, out);
    return out.array();
  }

  private static byte[] prepared(Network network, Frame frame) {
    ByteBuffer input = new Preprocessor(network).prepare(frame);
    assertThat(input.isDirect()).isTrue();
    assertThat(input.position()).isZero();
    byte[] bytes = new byte[input.remaining()];
    input.get(bytes);
    return bytes;
  }

  /** Enlarges a square picture k times and centres it, background random. */
  private static byte[] enlarged(
      byte[] picture, int side, int channels, int k, int width, int height, Random random) {
    byte[] out = new byte[width * height * 3];
    random.nextBytes(out);
    int left = (width - k * side) / 2;
    int top = (height - k * side) / 2;
    for (int y = 0; y < k * side; y++) {
      for (int x = 0; x < k * side; x++) {
        for (int c = 0; c < 3; c++) {
          out[((top + y) * width + left + x) * 3 + c] =
              picture[(y / k * side + x / k) * channels + c % channels];
        }
      }
    }
    return out;
  }

  @Property(tries = 60)
  void aPictureEnlargedByAWholeFactorAndCentredInALargerFrameComesBackExactly(
      @ForAll @IntRange(min = 1, max = 9) int k,
      @ForAll @IntRange(max = 40) int moreColumns,
      @ForAll @IntRange(max = 4) int moreRows,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] picture = new byte[32 * 32 * 3];
    random.nextBytes(picture);
    int width = 32 * k + moreColumns;
    int height = 32 * k + moreRows;
    Frame frame =
        frame(
            width, height, PixelFormat.RGB888, enlarged(picture, 32, 3, k, width, height, random));
    if (Crop.of(width, height, 32, 32).width() == 32 * k) {
      assertThat(prepared(COLOUR, frame)).isEqualTo(encoded(COLOUR, picture));
    } else {
      assertThat(moreRows * 7).as("more than 1/8 would be cut off").isGreaterThan(32 * k);
    }
  }

  @Test
  void aPictureOnTheScreensOfTheUsualSensorsComesBackExactly() {
    int[][] sizes = {{320, 240}, {640, 480}, {800, 480}, {1280, 720}, {1920, 1080}};
    for (int[] size : sizes) {
      Random random = new Random(size[0]);
      byte[] picture = new byte[32 * 32 * 3];
      random.nextBytes(picture);
      int k = size[1] / 32;
      byte[] pixels = enlarged(picture, 32, 3, k, size[0], size[1], random);
      assertThat(prepared(COLOUR, frame(size[0], size[1], PixelFormat.RGB888, pixels)))
          .as("%dx%d", size[0], size[1])
          .isEqualTo(encoded(COLOUR, picture));
    }
  }

  @Test
  void aGreyPictureKeepsItsValuesInAGreyNetwork() {
    Random random = new Random(3);
    byte[] picture = new byte[28 * 28];
    random.nextBytes(picture);
    byte[] pixels = enlarged(picture, 28, 1, 8, 320, 240, random);
    assertThat(prepared(GREY, frame(320, 240, PixelFormat.RGB888, pixels)))
        .isEqualTo(encoded(GREY, picture));
  }

  @Test
  void colourBecomesLumaByTheDocumentedWeights() {
    byte[] pixels = new byte[28 * 28 * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) 200;
      pixels[i + 1] = 100;
      pixels[i + 2] = 50;
    }
    byte[] luma = new byte[28 * 28];
    Arrays.fill(luma, (byte) ((77 * 200 + 150 * 100 + 29 * 50 + 128) >> 8));
    assertThat(prepared(GREY, frame(28, 28, PixelFormat.RGB888, pixels)))
        .isEqualTo(encoded(GREY, luma));
  }

  @Test
  void everyRgb565ValueIsWidenedByRepeatingItsUpperBits() {
    Network network = network("wide", 64, 64, 3);
    byte[] packed = new byte[4096 * 2];
    byte[] wide = new byte[4096 * 3];
    for (int first = 0; first < 65536; first += 4096) {
      for (int i = 0; i < 4096; i++) {
        int v = first + i;
        packed[2 * i] = (byte) (v >> 8);
        packed[2 * i + 1] = (byte) v;
        int red = v >> 11;
        int green = v >> 5 & 63;
        int blue = v & 31;
        wide[3 * i] = (byte) (red << 3 | red >> 2);
        wide[3 * i + 1] = (byte) (green << 2 | green >> 4);
        wide[3 * i + 2] = (byte) (blue << 3 | blue >> 2);
      }
      assertThat(prepared(network, frame(64, 64, PixelFormat.RGB565, packed)))
          .as("values from %d", first)
          .isEqualTo(encoded(network, wide));
    }
    assertThat(wide[wide.length - 1]).as("the largest becomes 255").isEqualTo((byte) 255);
  }

  @Property(tries = 100)
  void anySizeGivesTheRoundedAreaMeanOfItsCrop(
      @ForAll @IntRange(min = 1, max = 23) int width,
      @ForAll @IntRange(min = 1, max = 23) int height,
      @ForAll long seed) {
    Network network = network("small", 5, 7, 3);
    byte[] pixels = new byte[width * height * 3];
    new Random(seed).nextBytes(pixels);
    Crop crop = Crop.of(width, height, 7, 5);
    byte[] expected = new byte[7 * 5 * 3];
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        for (int c = 0; c < 3; c++) {
          expected[(y * 7 + x) * 3 + c] = (byte) mean(pixels, width, crop, x, y, c);
        }
      }
    }
    assertThat(prepared(network, frame(width, height, PixelFormat.RGB888, pixels)))
        .isEqualTo(encoded(network, expected));
  }

  /** Counts on a grid that is fine enough for both sizes: the definition, slowly. */
  private static long mean(byte[] pixels, int width, Crop crop, int x, int y, int c) {
    long sum = 0;
    for (int fy = y * crop.height(); fy < (y + 1) * crop.height(); fy++) {
      for (int fx = x * crop.width(); fx < (x + 1) * crop.width(); fx++) {
        int column = crop.x() + fx / 7;
        int row = crop.y() + fy / 5;
        sum += pixels[(row * width + column) * 3 + c] & 0xFF;
      }
    }
    long total = (long) crop.width() * crop.height();
    return Math.floorDiv(2 * sum + total, 2 * total);
  }

  @Property
  void aCropLiesInTheFrameAndIsNeverEmpty(
      @ForAll @IntRange(min = 1, max = Frame.MAX_EXTENT) int width,
      @ForAll @IntRange(min = 1, max = Frame.MAX_EXTENT) int height,
      @ForAll @IntRange(min = 1, max = 300) int inputWidth,
      @ForAll @IntRange(min = 1, max = 300) int inputHeight) {
    Crop crop = Crop.of(width, height, inputWidth, inputHeight);
    assertThat(crop.width()).isPositive();
    assertThat(crop.height()).isPositive();
    assertThat(crop.x() + crop.width()).isLessThanOrEqualTo(width);
    assertThat(crop.y() + crop.height()).isLessThanOrEqualTo(height);
    assertThat(Math.abs(width - crop.width() - 2 * crop.x())).isLessThanOrEqualTo(1);
  }

  @Test
  void oneInstanceTakesFramesOfChangingSizesAndFormats() {
    Preprocessor preprocessor = new Preprocessor(COLOUR);
    byte[] small = new byte[32 * 32 * 3];
    new Random(1).nextBytes(small);
    byte[] first = copy(preprocessor.prepare(frame(32, 32, PixelFormat.RGB888, small)));
    byte[] second =
        copy(preprocessor.prepare(frame(64, 48, PixelFormat.RGB565, new byte[64 * 48 * 2])));
    byte[] third = copy(preprocessor.prepare(frame(32, 32, PixelFormat.RGB888, small)));
    assertThat(second).isNotEqualTo(first);
    assertThat(third).isEqualTo(first);
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  @Test
  void aNetworkThatNoCameraCanServeIsRefused() {
    assertThatThrownBy(() -> new Preprocessor(network("odd", 4, 4, 2)))
        .hasMessageContaining("odd")
        .hasMessageContaining("2 channels");
  }
}
