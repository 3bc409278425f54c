package io.requant.benchmarks;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.CpuBackend;
import io.requant.backend.pi.internal.EnginePath;
import io.requant.backend.pi.internal.PathChoice;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One inference of the CPU backend on each of its paths, and the preparation of an engine. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class EngineBenchmark {

  /** Name of the path; one that this JVM lacks is an error. */
  @Param({"vector", "scalar"})
  public String path;

  /** A model file, from the root of the checkout. */
  @Param({"models/mnist-cnn.rqm", "models/resnet20.rqm"})
  public String model;

  /** Policy of the model. */
  @Param("w8a8")
  public String policy;

  private CpuBackend backend;
  private Model read;
  private Network network;
  private Engine engine;
  private ByteBuffer input;
  private IntBuffer logits;

  /** Builds the engine. */
  @Setup(Level.Trial)
  public void prepareEngine() throws Exception {
    EnginePath chosen =
        PathChoice.ofThisJvm().paths().stream()
            .filter(p -> p.name().equals(path) && p.available())
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("path '" + path + "' is not in this JVM"));
    backend = new CpuBackend("pi", chosen);
    read = ModelFile.read(Path.of(model));
    network = read.network().orElseThrow();
    engine = backend.prepare(network, read.policy(policy));
    byte[] image = new byte[network.graph().inputShape().size()];
    new Random(1).nextBytes(image);
    input = ByteBuffer.allocateDirect(image.length).put(image).flip();
    int outputs = network.graph().outputShape().size();
    logits =
        ByteBuffer.allocateDirect(Integer.BYTES * outputs)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
  }

  /** Frees the engine. */
  @TearDown(Level.Trial)
  public void closeEngine() {
    engine.close();
  }

  /** One image. */
  @Benchmark
  public IntBuffer infer() {
    engine.infer(input, logits);
    return logits;
  }

  /** From a policy to an engine: what a switch of policies waits for. */
  @Benchmark
  public String prepare() throws Exception {
    try (Engine made = backend.prepare(network, read.policy(policy))) {
      return made.info().path();
    }
  }
}
