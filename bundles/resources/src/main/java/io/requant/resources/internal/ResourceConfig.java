package io.requant.resources.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the resource monitor, PID {@code io.requant.resources}. */
@ObjectClassDefinition(name = "Requant resources")
public @interface ResourceConfig {

  /** Time before the first reading. */
  @AttributeDefinition(description = "Time before the first reading, ms, 0..600000")
  long startDelayMillis() default 0;

  /** Time between readings. */
  @AttributeDefinition(description = "Time between readings, ms, 100..60000")
  long periodMillis() default 1_000;

  /** Least time that a level lasts. */
  @AttributeDefinition(description = "Least time that a level lasts, ms, 0..3600000")
  long dwellMillis() default 5_000;

  /** Time constant of the mean. */
  @AttributeDefinition(description = "Time constant of the mean over readings, ms, 0..3600000")
  long smoothingMillis() default 2_000;

  /** Half-width of the hysteresis. */
  @AttributeDefinition(
      description = "Distance beyond a border at which the level changes, 0..0.12 of all")
  double hysteresis() default 0.04;

  /** Memory that is plenty. */
  @AttributeDefinition(description = "Memory left that is rich for inference, MB, 1..1048576")
  long enoughMemoryMegabytes() default 256;

  /** Temperature from which on the level falls. */
  @AttributeDefinition(description = "Processor temperature up to which nothing is lacking, °C")
  double warmCelsius() default 70;

  /** Temperature of the lowest level. */
  @AttributeDefinition(description = "Processor temperature at which it slows down, °C")
  double hotCelsius() default 85;

  /** A recorded trace instead of the device. */
  @AttributeDefinition(description = "Trace file to replay; empty to read the device")
  String replay() default "";

  /** Whether to measure the roofline. */
  @AttributeDefinition(description = "Whether to measure the roofline if it is not known")
  boolean probe() default true;

  /** Time before the roofline is measured. */
  @AttributeDefinition(description = "Time before the roofline is measured, ms, 0..3600000")
  long probeDelayMillis() default 30_000;

  /** Memory that is swept for the bandwidth. */
  @AttributeDefinition(description = "Memory that the roofline probe sweeps, MB, 1..1024")
  int probeMegabytes() default 16;

  /** Where the roofline is kept. */
  @AttributeDefinition(
      description = "Directory of the measured roofline; empty for resources/ in the state folder")
  String stateDirectory() default "";
}
