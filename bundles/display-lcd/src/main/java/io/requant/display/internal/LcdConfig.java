package io.requant.display.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the LCD: which panel and where its picture goes. */
@ObjectClassDefinition(name = "Requant LCD", description = "The picture of an LCD panel")
@interface LcdConfig {

  @AttributeDefinition(
      name = "Display id",
      description = "Value of the service property display.id")
  String display_id() default "lcd";

  @AttributeDefinition(name = "Panel", description = "AN430 (480x272) or ATK-7016 (1024x600)")
  String panel() default "AN430";

  @AttributeDefinition(name = "Rate", description = "Pictures a second at most, 0.1..60")
  double rate() default 10;

  @AttributeDefinition(name = "PNG file", description = "Holds the newest picture; empty for none")
  String pngFile() default "";

  @AttributeDefinition(
      name = "Raw file",
      description = "Holds the newest picture as RGB565, low byte first; a file or a framebuffer")
  String rawFile() default "";

  @AttributeDefinition(
      name = "File rate",
      description = "Pictures a second at most that are written to files, 0.01..60")
  double fileRate() default 1;
}
