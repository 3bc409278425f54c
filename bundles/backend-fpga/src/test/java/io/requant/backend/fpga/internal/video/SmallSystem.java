package io.requant.backend.fpga.internal.video;

import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.api.preprocess.Preprocessor;
import io.requant.backend.fpga.internal.cycle.FifoSizing;
import io.requant.backend.fpga.internal.plan.Folding;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Planner;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/** A system small enough for the interpreter: one linear layer behind a camera of a few pixels. */
record SmallSystem(Network network, Program program, Hardware hardware) {

  static final List<String> CLASSES = List.of("cat", "dog", "owl_2");

  /** 60 x 40, and fast, so that the interpreter waits for few clocks. */
  static final PanelTiming PANEL = panel(false);

  static PanelTiming panel(boolean tmds) {
    return new PanelTiming(
        "small",
        "small panel",
        40_000_000,
        new PanelTiming.Axis(60, 2, 5, 3),
        new PanelTiming.Axis(40, 2, 3, 4),
        tmds,
        "made up");
  }

  static SmallSystem of(int height, int width, int channels, long seed) {
    Random random = new Random(seed);
    Graph graph =
        new Graph(
            "small",
            new Shape(height, width, channels),
            new Normalisation(
                List.of(0.5, 0.45, 0.4).subList(0, channels),
                List.of(0.3, 0.25, 0.2).subList(0, channels)),
            List.of(
                new Flatten("flat", Graph.INPUT),
                new Linear("fc", "flat", height * width * channels, CLASSES.size())),
            CLASSES);
    Network network = RandomNetworks.plausible(random, graph);
    Policy policy = PlausiblePolicies.uniform(network, 8, 8);
    Program program = Program.of(network, policy);
    Hardware hardware =
        FifoSizing.size(Planner.plan(network.name(), program, new Folding(Map.of())), 1_000_000);
    return new SmallSystem(network, program, hardware);
  }

  /**
   * Patches of random colours, in the end with noise: images differ in what their cells average.
   */
  static byte[] picture(CameraTiming camera, long seed) {
    Random random = new Random(seed);
    int patch = 3 + random.nextInt(6);
    int[] colours = random.ints(1 << 12).toArray();
    byte[] pixels = new byte[camera.frameBytes()];
    for (int y = 0; y < camera.height(); y++) {
      for (int x = 0; x < camera.width(); x++) {
        int noise = random.nextInt(4) == 0 ? random.nextInt() & 0x1863 : 0;
        int colour = colours[(y / patch * 61 + x / patch) & 0xFFF] ^ noise;
        pixels[2 * (y * camera.width() + x)] = (byte) (colour >> 8);
        pixels[2 * (y * camera.width() + x) + 1] = (byte) colour;
      }
    }
    return pixels;
  }

  /** What the pipeline would give the network. */
  byte[] input(CameraTiming camera, byte[] picture) {
    Frame frame =
        new Frame(
            0,
            0,
            camera.width(),
            camera.height(),
            PixelFormat.RGB565,
            ByteBuffer.wrap(picture),
            OptionalInt.empty());
    ByteBuffer prepared = new Preprocessor(network).prepare(frame);
    byte[] bytes = new byte[prepared.remaining()];
    prepared.get(bytes);
    return bytes;
  }

  /** What the reference makes of it; of equal logits the first. */
  int classOf(byte[] input) {
    int[] logits = new int[program.outputSize()];
    new ReferenceExecutor(program).infer(ByteBuffer.wrap(input), IntBuffer.wrap(logits));
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
