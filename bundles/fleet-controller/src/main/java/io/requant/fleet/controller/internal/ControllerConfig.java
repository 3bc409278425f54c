package io.requant.fleet.controller.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the controller, PID {@value ControllerComponent#PID}. */
@ObjectClassDefinition(name = "Requant fleet controller")
@interface ControllerConfig {

  @AttributeDefinition(description = "Whose fleet it is.")
  String tenant();

  @AttributeDefinition(description = "Where the controller keeps what it wants, and its log.")
  String stateDirectory();

  @AttributeDefinition(
      description = "Directory of the signing key, made if it has none; empty: in stateDirectory.")
  String signingKeys() default "";

  @AttributeDefinition(
      description = "Directory that the public key is put into, for gateways; empty for not.")
  String trustedKeys() default "";

  @AttributeDefinition(description = "Most bytes of a message.")
  int messageLimit() default 8192;
}
