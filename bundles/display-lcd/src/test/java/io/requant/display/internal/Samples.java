package io.requant.display.internal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.InferenceResult.RankedClass;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShedReason;
import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.Resource;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.network.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

  /** A status of a pipeline that runs another policy for now, because of its resources. */
  static PipelineStatus adapted(PipelineStatus status, String desired) {
    return new PipelineStatus(
        status.engine(),
        desired,
        status.backends(),
        status.ledger(),
        status.framesPerSecond(),
        status.p50Micros(),
        status.p99Micros(),
        status.worstGapMicros(),
        status.swaps(),
        Optional.of(
            new AdaptationStatus(
                Optional.of(
                    new LevelDecision(
                        ResourceLevel.MEDIUM_50,
                        Optional.of(Resource.CPU),
                        0.41,
                        "CPU has 41 % left",
                        Instant.ofEpochMilli(77))),
                true,
                "level 50 %: policy w4a4, by its name",
                3,
                Optional.empty())));
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
