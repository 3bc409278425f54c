package io.requant.backend.fpga.internal.video;

import io.requant.api.preprocess.BoxAxis;
import io.requant.api.preprocess.Crop;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Numbers;
import io.requant.backend.fpga.internal.plan.StreamType;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Camera, network and panel as one system in Verilog.
 *
 * @param camera the bus that comes in
 * @param panel the signals that go out
 * @param layout where what is drawn lies
 * @param names what is drawn, by class
 * @param coreHertz clock of the network
 * @param sources Verilog by file name; {@code video_system} is the top, {@code video_testbench}
 *     drives it
 * @param memories contents of memories by file name
 */
public record VideoDesign(
    CameraTiming camera,
    PanelTiming panel,
    PanelLayout layout,
    List<String> names,
    long coreHertz,
    Map<String, String> sources,
    Map<String, String> memories) {

  /** Name of the module that drives the system. */
  static final String TESTBENCH = "video_testbench";

  private static final String SYSTEM = "video_system";
  private static final double PICOSECONDS = 1e12;
  private static final int FRAMES_BEYOND_THE_WAVE = 4;

  /**
   * Generates.
   *
   * @param hardware the network, planned and folded
   * @param frames how many frames of the camera a run lasts at most
   * @throws IllegalArgumentException if the camera's pictures do not suit network or panel; the
   *     message says which sizes would
   */
  public static VideoDesign of(
      Network network,
      Hardware hardware,
      CameraTiming camera,
      PanelTiming panel,
      long coreHertz,
      int frames) {
    Graph graph = network.graph();
    Shape input = graph.inputShape();
    if (input.channels() != 1 && input.channels() != 3) {
      throw new IllegalArgumentException(
          "network '%s' has an input of %d channels; a camera gives 3, or 1 as grey"
              .formatted(network.name(), input.channels()));
    }
    if (camera.width() < input.width() || camera.height() < input.height()) {
      throw new IllegalArgumentException(
          "a camera of %dx%d is smaller than the network's input of %dx%d: the hardware only reduces"
              .formatted(camera.width(), camera.height(), input.width(), input.height()));
    }
    List<String> names =
        IntStream.range(0, graph.outputShape().size())
            .mapToObj(i -> graph.classes().isEmpty() ? "CLASS " + i : graph.className(i))
            .toList();
    int longest = names.stream().mapToInt(String::length).max().orElse(1);
    PanelLayout layout = PanelLayout.of(camera, panel, longest);
    Map<String, Object> values = new HashMap<>();
    values.put("NAME", network.name().replaceAll("[^ -~]", "?"));
    values.put("NETWORK", Design.module(0));
    cameraValues(values, camera, input);
    networkValues(values, hardware, names.size());
    panelValues(values, panel, layout);
    benchValues(values, camera, panel, coreHertz, frames);
    Design design = Design.of(List.of(hardware));
    Map<String, String> sources = new LinkedHashMap<>(design.sources());
    sources.remove("board.v");
    sources.putAll(VideoLibrary.modules());
    sources.put(SYSTEM + ".v", VideoLibrary.fill(SYSTEM + ".v", values));
    sources.put(TESTBENCH + ".v", VideoLibrary.fill(TESTBENCH + ".v", values));
    Map<String, String> memories = new TreeMap<>(design.memories());
    memories.putAll(tables(network));
    memories.put("video_names.hex", names(names, layout.places(), (Integer) values.get("CLASS")));
    memories.put("video_font.hex", hex(new VideoFont().rows()));
    return new VideoDesign(camera, panel, layout, names, coreHertz, sources, memories);
  }

  private static void cameraValues(Map<String, Object> values, CameraTiming camera, Shape input) {
    Crop crop = Crop.of(camera.width(), camera.height(), input.width(), input.height());
    BoxAxis across = new BoxAxis(crop.x(), crop.width(), input.width());
    BoxAxis down = new BoxAxis(crop.y(), crop.height(), input.height());
    int pixels = input.width() * input.height();
    values.put("WIDTH", camera.width());
    values.put("HEIGHT", camera.height());
    values.put("COLUMN", bits(Math.max(camera.width() + 1, camera.height() + 1)));
    values.put("ADDRESS", Numbers.addressBits(camera.width() * camera.height()));
    values.put("CROP_X", crop.x());
    values.put("CROP_Y", crop.y());
    values.put("CROP_WIDTH", crop.width());
    values.put("CROP_HEIGHT", crop.height());
    values.put("OUT_WIDTH", input.width());
    values.put("INDEX", Numbers.addressBits(input.width()));
    values.put("PIXELS", pixels);
    values.put("IMAGE_ADDRESS", Numbers.addressBits(pixels));
    values.put("COUNT", bits(pixels));
    values.put("SX", across.total());
    values.put("TX", across.inner());
    values.put("SY", down.total());
    values.put("TY", down.inner());
    values.put("UNIT_X", bits(across.total()));
    values.put("UNIT_Y", bits(down.total()));
    values.put("ROW_SUM", bits(255L * across.total()));
    values.put("SUM", bits(255L * across.total() * down.total()));
    values.put("CHANNELS", input.channels());
  }

  private static void networkValues(Map<String, Object> values, Hardware hardware, int classes) {
    StreamType in = hardware.inputType();
    StreamType out = hardware.outputType();
    values.put("NET_WIDTH", in.width());
    values.put("NET_LANES", in.lanes());
    values.put("NET_BEATS", in.beatsPerPixel());
    values.put("LOGITS_WIDTH", out.width());
    values.put("LOGITS_LANES", out.lanes());
    values.put("LOGITS_BITS", out.bits());
    values.put("LOGITS_SIGNED", out.signed() ? 1 : 0);
    values.put("CLASSES", classes);
    values.put("CLASS", Numbers.addressBits(classes));
    values.put("FROM", bits(classes + out.lanes()));
  }

  private static void panelValues(
      Map<String, Object> values, PanelTiming panel, PanelLayout layout) {
    values.put("H_ACTIVE", panel.across().active());
    values.put("H_FRONT", panel.across().front());
    values.put("H_SYNC", panel.across().sync());
    values.put("H_BACK", panel.across().back());
    values.put("V_ACTIVE", panel.down().active());
    values.put("V_FRONT", panel.down().front());
    values.put("V_SYNC", panel.down().sync());
    values.put("V_BACK", panel.down().back());
    values.put("POSITION", bits(Math.max(panel.across().total(), panel.down().total())));
    values.put("SCALE", layout.scale());
    values.put("LEFT", layout.left());
    values.put("TOP", layout.top());
    values.put("BAR", layout.bar());
    values.put("TEXT_LEFT", layout.textLeft());
    values.put("TEXT_TOP", layout.textTop());
    values.put("ZOOM", layout.zoom());
    values.put("LETTERS", Integer.numberOfTrailingZeros(layout.places()));
  }

  private static void benchValues(
      Map<String, Object> values, CameraTiming camera, PanelTiming panel, long core, int frames) {
    values.put("CLK_HALF", halfPeriod(core));
    values.put("PCLK_HALF", halfPeriod(camera.hertz()));
    values.put("PIXEL_HALF", halfPeriod(panel.hertz()));
    // From one vertical blanking to behind the next VSYNC, so that both its edges are seen.
    int lines = panel.down().total() + panel.down().front() + 2;
    values.put("RECORD", (long) panel.across().total() * lines);
    double seconds = (double) camera.frameClocks() * frames / camera.hertz();
    values.put(
        "LIMIT", (long) (seconds * panel.hertz()) + FRAMES_BEYOND_THE_WAVE * panel.frameClocks());
  }

  private static long halfPeriod(long hertz) {
    return Math.round(PICOSECONDS / hertz / 2);
  }

  private static int bits(long largest) {
    return 64 - Long.numberOfLeadingZeros(largest);
  }

  private static Map<String, String> tables(Network network) {
    int channels = network.graph().inputShape().channels();
    byte[] pixels = new byte[256 * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / channels);
    }
    byte[] encoded = new byte[pixels.length];
    new InputEncoder(network.graph().normalisation(), network.inputScale())
        .encode(pixels, ByteBuffer.wrap(encoded));
    Map<String, String> files = new TreeMap<>();
    for (int c = 0; c < channels; c++) {
      int channel = c;
      files.put(
          "video_encode" + c + ".hex",
          hex(IntStream.range(0, 256).map(i -> encoded[i * channels + channel] & 0xFF).toArray()));
    }
    return files;
  }

  private static String names(List<String> names, int places, int classBits) {
    int[] letters = new int[places << classBits];
    for (int k = 0; k < names.size(); k++) {
      String name = names.get(k);
      for (int i = 0; i < Math.min(places, name.length()); i++) {
        letters[k * places + i] = VideoFont.index(name.charAt(i));
      }
    }
    return hex(letters);
  }

  private static String hex(int[] words) {
    StringBuilder text = new StringBuilder();
    for (int word : words) {
      text.append("%02x%n".formatted(word));
    }
    return text.toString();
  }
}
