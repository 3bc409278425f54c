package io.requant.pipeline.internal.adapt;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the adaptation to resources, PID {@code io.requant.adaptation}. */
@ObjectClassDefinition(name = "Requant adaptation to resources")
public @interface AdaptationConfig {

  /** Whether to adapt at all. */
  @AttributeDefinition(description = "Whether to change policy when the resource level changes")
  boolean enabled() default true;

  /** Which policy at which level. */
  @AttributeDefinition(
      description = "Policy of each level, e.g. 100:w8a8,75:w6a6,50:w4a4; empty to ask the gate")
  String levels() default "";

  /** Policies to choose from. */
  @AttributeDefinition(
      description =
          "Names of the policies to choose from, with commas; empty for level-100, level-75,"
              + " level-50, level-25")
  String policies() default "";

  /** Live frames that both engines compute. */
  @AttributeDefinition(description = "Frames that old and new policy compute, 0..10000")
  int shadowFrames() default 8;

  /** Least share of these with the same class. */
  @AttributeDefinition(description = "Least share of these with the same class, 0..1")
  double minAgreement() default 0.5;

  /** Longest inference under the new policy. */
  @AttributeDefinition(description = "Longest 99th percentile of the new policy, ms")
  long maxP99Millis() default 1_000;

  /** Longest wait for the frames. */
  @AttributeDefinition(description = "Longest wait for these frames, ms")
  long shadowTimeoutMillis() default 5_000;
}
