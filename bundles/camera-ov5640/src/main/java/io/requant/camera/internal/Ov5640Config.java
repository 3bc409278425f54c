package io.requant.camera.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the camera: what lies before it and how fast it looks. */
@ObjectClassDefinition(
    name = "Requant camera OV5640",
    description = "Replays a scene as the frames of an OV5640 sensor")
@interface Ov5640Config {

  @AttributeDefinition(name = "Camera id", description = "Value of the service property camera.id")
  String camera_id() default "ov5640";

  @AttributeDefinition(
      name = "Scene",
      description = "'synthetic', or path of a CIFAR file, a directory of images or an RGB565 dump")
  String scene() default "synthetic";

  @AttributeDefinition(
      name = "Format",
      description = "What the scene's path is: auto, cifar10, cifar100, images or rgb565")
  String format() default "auto";

  @AttributeDefinition(name = "Width", description = "Columns of a frame, 1..2592")
  int width() default 320;

  @AttributeDefinition(name = "Height", description = "Rows of a frame, 1..1944")
  int height() default 240;

  @AttributeDefinition(name = "Rate", description = "Frames a second; 0 is as fast as maxRate")
  double rate() default 30;

  @AttributeDefinition(
      name = "Highest rate",
      description = "Frames a second that are never exceeded, not even by late frames")
  double maxRate() default 500;

  @AttributeDefinition(name = "Loop", description = "Begin again at the end of the scene")
  boolean loop() default true;

  @AttributeDefinition(
      name = "Byte order",
      description = "Register 0x4300 of the sensor that recorded an RGB565 dump: 0x61 or 0x6F")
  String byteOrder() default "0x61";

  @AttributeDefinition(name = "Limit", description = "Only the first so many images; 0 for all")
  int limit() default 0;

  @AttributeDefinition(name = "Shuffle", description = "A new random order in every round")
  boolean shuffle() default false;

  @AttributeDefinition(name = "Seed", description = "Gives the random orders")
  long seed() default 1;

  @AttributeDefinition(
      name = "Cache",
      description = "Scenes whose frames take no more kilobytes than this are computed once")
  int cacheKilobytes() default 4096;
}
