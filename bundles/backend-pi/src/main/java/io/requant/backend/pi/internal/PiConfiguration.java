package io.requant.backend.pi.internal;

import io.requant.backend.pi.internal.jni.NativePath;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the CPU backend, PID {@value PiBackend#PID}. */
@ObjectClassDefinition(
    name = "Requant CPU backend",
    description = "Integer inference on this processor, exact to the last bit")
public @interface PiConfiguration {

  /** Code path: auto takes the fastest that there is. */
  @AttributeDefinition(
      name = "Path",
      description = "Code path; one that this machine does not have gives the fastest that it has",
      options = {
        @Option(label = "Fastest available", value = PathChoice.AUTO),
        @Option(label = "C kernels, fastest instruction set", value = NativePath.NAME),
        @Option(label = "C kernels, AVX-512 VNNI", value = "native-avx512vnni"),
        @Option(label = "C kernels, AVX-512 VNNI at 256 bits", value = "native-avx512vnni256"),
        @Option(label = "C kernels, AVX-VNNI", value = "native-avxvnni"),
        @Option(label = "C kernels, AVX2", value = "native-avx2"),
        @Option(label = "C kernels, SSE4.1", value = "native-baseline"),
        @Option(label = "C kernels, ARMv8.6 i8mm", value = "native-i8mm"),
        @Option(label = "C kernels, ARMv8.2 dot products", value = "native-dotprod"),
        @Option(label = "C kernels, ARMv8.0", value = "native-neon"),
        @Option(label = "Vector API", value = VectorPath.NAME),
        @Option(label = "Plain Java", value = ScalarPath.NAME)
      })
  String path() default PathChoice.AUTO;

  /** Threads of an engine, the caller's included. */
  @AttributeDefinition(
      name = "Threads",
      description = "Threads of a native engine, 1 to 16, the caller's included")
  int threads() default 1;

  /** Service property backend.id. */
  @AttributeDefinition(name = "Backend id", description = "Service property backend.id")
  String backend_id() default "pi";

  /** Service property service.ranking. */
  @AttributeDefinition(
      name = "Service ranking",
      description = "Among several backends the highest ranking one is used")
  int service_ranking() default 0;
}
