package io.requant.backend.pi.internal;

import io.requant.api.backend.Engine;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.Network;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A JVM with one network and nothing else: reads a model, infers, prints kilobytes that are
 * resident. {@link FootprintTest} starts it.
 */
final class Footprint {

  private static final int FRAMES = 2000;

  private Footprint() {}

  /** Arguments: model file, policy. */
  public static void main(String[] args) throws Exception {
    Model model = ModelFile.read(Path.of(args[0]));
    Network network = model.network().orElseThrow();
    try (Engine engine =
        new CpuBackend("pi", PathChoice.ofThisJvm().choose(PathChoice.AUTO))
            .prepare(network, model.policy(args[1]))) {
      ByteBuffer input = ByteBuffer.allocateDirect(network.graph().inputShape().size());
      IntBuffer logits = IntBuffer.allocate(network.graph().outputShape().size());
      for (int i = 0; i < FRAMES; i++) {
        engine.infer(input, logits);
      }
      System.out.println(engine.info().path() + " " + residentKilobytes());
    }
  }

  private static String residentKilobytes() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .findFirst()
        .orElseThrow();
  }
}
