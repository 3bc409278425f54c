package io.requant.display.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the live page. */
@ObjectClassDefinition(name = "Requant live page", description = "A web page of the gateway")
@interface WebConfig {

  @AttributeDefinition(
      name = "Display id",
      description = "Value of the service property display.id")
  String display_id() default "web";

  @AttributeDefinition(name = "Readers", description = "Event streams at a time, 1..256")
  int maxClients() default 16;

  @AttributeDefinition(
      name = "Allowed hosts",
      description = "Names under which the page may be reached, besides those of the loopback")
  String[] allowedHosts() default {};

  @AttributeDefinition(name = "Rate", description = "Events a second, 0.1..60")
  double rate() default 5;
}
