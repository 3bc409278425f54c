package io.requant.pipeline.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the pipeline, PID {@code io.requant.pipeline}. */
@ObjectClassDefinition(name = "Requant pipeline")
public @interface PipelineConfig {

  /** The model file. */
  @AttributeDefinition(description = "Path of the model file (.rqm)")
  String model();

  /** Where the desired and the last known good policy are kept. */
  @AttributeDefinition(description = "Directory for the policy store")
  String stateDirectory();

  /** Policy to start with when none is stored. */
  @AttributeDefinition(
      description = "Name of the first policy; empty for the model's first",
      required = false)
  String policy() default "";

  /** Backend that comes first whatever its ranking. */
  @AttributeDefinition(
      description = "Id of the preferred backend; empty for none",
      required = false)
  String backend_prefer() default "";

  /** Most frames that wait. */
  @AttributeDefinition(description = "Most frames that wait, 1..4096", required = false)
  int ringCapacity() default 32;

  /** Longest wait for calls inside an engine that is taken away. */
  @AttributeDefinition(description = "Longest drain of an engine, ms", required = false)
  long drainMillis() default 2_000;

  /** Longest time to build and warm an engine. */
  @AttributeDefinition(description = "Longest preparation of an engine, ms", required = false)
  long prepareTimeoutMillis() default 30_000;

  /** Longest inference. */
  @AttributeDefinition(
      description = "Longest inference before an engine is given up, ms",
      required = false)
  long inferTimeoutMillis() default 10_000;

  /** Longest time that the engine before is kept. */
  @AttributeDefinition(
      description = "Longest time the engine before is kept warm, ms",
      required = false)
  long keepWarmMillis() default 10_000;

  /** Longest time that an engine goes on alone. */
  @AttributeDefinition(
      description =
          "Longest time that an engine which may do so goes on after its backend has gone, ms; 0 to"
              + " end it at once",
      required = false)
  long bridgeMillis() default 5_000;

  /** Inferences on a zero input before live frames. */
  @AttributeDefinition(description = "Warming inferences", required = false)
  int warmInferences() default 8;

  /** Results after which a policy is known to be good. */
  @AttributeDefinition(description = "Good frames that confirm an exchange", required = false)
  int confirmFrames() default 50;

  /** Frames in a row that an engine may fail on. */
  @AttributeDefinition(
      description = "Failed frames in a row before an engine is given up",
      required = false)
  int maxFailures() default 3;

  /** Engines that are kept for adaptation. */
  @AttributeDefinition(
      description = "Most engines kept ready for adaptation beside the active one, 0..16",
      required = false)
  int readyEngines() default 3;

  /** Starts in a row that may end before the first good frames. */
  @AttributeDefinition(
      description = "Crashes in a row before a policy is passed over",
      required = false)
  int maxAttempts() default 3;

  /** Longest time to show a result. */
  @AttributeDefinition(description = "Longest time a display may take, ms", required = false)
  long displayTimeoutMillis() default 2_000;
}
