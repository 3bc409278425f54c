package io.requant.display.internal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.InferenceResult.RankedClass;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShedReason;
import io.requant.model.network.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Values for tests. */
final class Samples {

  static final Digest DIGEST = Digest.of(new byte[] {1});

  private Samples() {}

  static EngineInfo engine(String policy, String backend) {
    return new EngineInfo(
        backend,
        "avx512-vnni",
        "resnet20",
        policy,
        Digest.of(policy.getBytes(StandardCharsets.UTF_8)),
        512_000);
  }

  static PipelineStatus status(EngineInfo engine, long in, long shed) {
    return new PipelineStatus(
        Optional.ofNullable(engine),
        engine == null ? "w8a8" : engine.policy(),
        engine == null ? List.of() : List.of(engine.backend(), "reference"),
        new Ledger(in, in - shed - 2, Map.of(ShedReason.OVERLOAD, shed), 2),
        engine == null ? 0 : 29.8,
        215,
        842,
        12_345,
        3);
  }

  /** A frame of one colour. */
  static Frame frame(int width, int height, int rgb, OptionalInt truth) {
    short pixel = Colour.pixel(rgb);
    ByteBuffer pixels = ByteBuffer.allocate(width * height * 2);
    while (pixels.hasRemaining()) {
      pixels.putShort(pixel);
    }
    return new Frame(7, 1, width, height, PixelFormat.RGB565, pixels.flip(), truth);
  }

  static InferenceResult result(Frame frame, EngineInfo engine) {
    return new InferenceResult(
        frame,
        List.of(
            new RankedClass(6, "frog", 0.913),
            new RankedClass(3, "cat", 0.047),
            new RankedClass(4, "deer", 0.021),
            new RankedClass(2, "bird", 0.012),
            new RankedClass(5, "dog", 0.004)),
        engine,
        180_000,
        231_000,
        5);
  }
}
