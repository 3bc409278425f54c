package io.requant.backend.pi.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the CPU backend, PID {@value PiBackend#PID}. */
@ObjectClassDefinition(
    name = "Requant CPU backend",
    description = "Integer inference on this processor, exact to the last bit")
public @interface PiConfiguration {

  /** Code path: auto takes the fastest that this JVM has. */
  @AttributeDefinition(
      name = "Path",
      description = "Code path; one that this JVM does not have gives the fastest that it has",
      options = {
        @Option(label = "Fastest available", value = PathChoice.AUTO),
        @Option(label = "Vector API", value = VectorPath.NAME),
        @Option(label = "Plain Java", value = ScalarPath.NAME)
      })
  String path() default PathChoice.AUTO;

  /** Service property backend.id. */
  @AttributeDefinition(name = "Backend id", description = "Service property backend.id")
  String backend_id() default "pi";

  /** Service property service.ranking. */
  @AttributeDefinition(
      name = "Service ranking",
      description = "Among several backends the highest ranking one is used")
  int service_ranking() default 0;
}
