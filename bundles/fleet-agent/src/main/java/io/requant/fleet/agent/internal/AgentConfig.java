package io.requant.fleet.agent.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of a gateway's agent, PID {@value AgentComponent#PID}. */
@ObjectClassDefinition(name = "Requant fleet agent")
@interface AgentConfig {

  @AttributeDefinition(description = "Whose fleet the gateway belongs to.")
  String tenant();

  @AttributeDefinition(description = "Which ring the gateway belongs to.")
  String ring();

  @AttributeDefinition(description = "Id of the gateway.")
  String gatewayId();

  @AttributeDefinition(description = "Directory of public keys whose messages are believed.")
  String trustedKeys();

  @AttributeDefinition(description = "Where the agent keeps what it must not forget.")
  String stateDirectory();

  @AttributeDefinition(description = "Longest time between two reports.")
  long reportIntervalSeconds() default 21_600;

  @AttributeDefinition(description = "How wrong the gateway's clock may be.")
  long clockSkewSeconds() default 300;

  @AttributeDefinition(description = "Most bytes of a message.")
  int messageLimit() default 8192;

  @AttributeDefinition(description = "Whether to spread reports and changes over time.")
  boolean jitter() default true;

  @AttributeDefinition(
      description =
          "PKCS#12 file with the authorities of servers that policies are fetched from; empty for"
              + " policies in messages only.")
  String fetch_trustStore() default "";

  @AttributeDefinition(description = "File whose first line is the password of that store.")
  String fetch_passwordFile() default "";

  @AttributeDefinition(description = "Longest time of one attempt to fetch something.")
  long fetch_attemptSeconds() default 300;

  @AttributeDefinition(description = "key=value: more that a message can require.")
  String[] properties() default {};
}
