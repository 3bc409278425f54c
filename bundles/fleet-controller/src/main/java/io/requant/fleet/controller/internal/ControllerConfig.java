package io.requant.fleet.controller.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the controller, PID {@value ControllerComponent#PID}. */
@ObjectClassDefinition(name = "Requant fleet controller")
@interface ControllerConfig {

  @AttributeDefinition(description = "Whose fleet it is.")
  String tenant();

  @AttributeDefinition(description = "Folder of the embedded database, the keys and the token.")
  String stateDirectory();

  @AttributeDefinition(
      description = "Directory of the signing key, made if it has none; empty: in stateDirectory.")
  String signingKeys() default "";

  @AttributeDefinition(
      description = "Directory that the public key is put into, for gateways; empty for not.")
  String trustedKeys() default "";

  @AttributeDefinition(description = "Most bytes of a message.")
  int messageLimit() default 8192;

  @AttributeDefinition(
      description = "Address of a database, jdbc:postgresql://host/name; empty: embedded.")
  String storeUrl() default "";

  @AttributeDefinition(description = "User of that database.")
  String storeUser() default "";

  @AttributeDefinition(description = "File whose first line is the password; empty for none.")
  String storePasswordFile() default "";

  @AttributeDefinition(
      description =
          "Name of this controller among those that share a database; empty: a random one.")
  String controllerId() default "";

  @AttributeDefinition(
      description = "Where people reach its REST interface, told by the others; empty for unsaid.")
  String publicUrl() default "";

  @AttributeDefinition(
      description = "Seconds until others take over from a controller that is silent.")
  int leaseSeconds() default 10;

  @AttributeDefinition(description = "Hours without a report after which nothing is known.")
  double silentHours() default 7;

  @AttributeDefinition(
      description = "Seconds until a gateway that says nothing to a message counts as unknown.")
  int answerSeconds() default 120;

  @AttributeDefinition(description = "Milliseconds between two looks at the rollouts.")
  int tickMillis() default 500;
}
